"""Search over everything: the index of editorial pages, and `/recherche/`, which asks every index at once."""
