"""Where the licences of the sources are published."""

from search.analysis import fold

_ADDRESSES = {
    "licence ouverte": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "odbl": "https://opendatacommons.org/licenses/odbl/1-0/",
    "open database license": "https://opendatacommons.org/licenses/odbl/1-0/",
    "cc by sa": "https://creativecommons.org/licenses/by-sa/4.0/deed.fr",
    "cc by": "https://creativecommons.org/licenses/by/4.0/deed.fr",
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/deed.fr",
}


def address_of_licence(name: str) -> str:
    """The address of a licence's text, by the beginning of its name; nothing for one we don't know."""
    folded = fold(name)
    return next((address for begin, address in _ADDRESSES.items() if folded.startswith(begin)), "")
