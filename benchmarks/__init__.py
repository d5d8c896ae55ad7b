"""How fast Hameau is, as ratios within one run: ``make bench``. Not imported by the product, never a test."""
