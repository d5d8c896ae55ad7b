"""How French words are found: analysis, stored index, typo correction.

The same words find the same things in the same order on SQLite and on PostgreSQL, because French is analysed
once, in Python. It refuses to know what is indexed: documents are a number and weighted texts.
"""
