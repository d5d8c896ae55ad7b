"""Where things are: communes and their history, territories, distances, outlines, geocoding, maps.

It refuses to know what is placed there: a map is given its points, a query set its two columns.
"""
