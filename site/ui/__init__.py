"""How Hameau looks: style sheet, icons, scripts, template tags, French typography of dates and numbers.

It refuses to know what it shows: no model, no query, no other package of ours.
"""
