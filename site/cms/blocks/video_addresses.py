"""Addresses of videos: which player plays them, without asking anyone.

Nothing is looked up on the network: the four kinds of address say in themselves where their player is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit


class Video(NamedTuple):
    """A video elsewhere: who plays it, the address of the player and its origin, for the content policy."""

    service: str
    player: str
    origin: str


_ID = re.compile(r"^[A-Za-z0-9_-]{4,64}\Z")
_HOST = re.compile(r"^(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z")


def video_at(address: str) -> Video | None:
    """The video of an ``https`` address of YouTube, Vimeo, Dailymotion or a PeerTube; ``None`` for any other."""
    try:
        parts = urlsplit(address.strip())
        has_port = parts.port is not None
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or has_port or not _HOST.match(host):
        return None
    path = [piece for piece in parts.path.split("/") if piece]
    read = _READERS.get(host.removeprefix("www.").removeprefix("m."), _peertube)
    return read(host, path, {name: values[0] for name, values in parse_qs(parts.query).items()})


def _youtube(_host: str, path: list[str], query: dict[str, str]) -> Video | None:
    number = query.get("v", "") if path[:1] == ["watch"] else path[-1] if path else ""
    return _video("YouTube", "https://www.youtube-nocookie.com", "/embed/{}?autoplay=1", number)


def _vimeo(_host: str, path: list[str], _query: dict[str, str]) -> Video | None:
    number = next((piece for piece in path if piece.isdecimal()), "")
    return _video("Vimeo", "https://player.vimeo.com", "/video/{}?dnt=1&autoplay=1", number)


def _dailymotion(_host: str, path: list[str], _query: dict[str, str]) -> Video | None:
    return _video("Dailymotion", "https://geo.dailymotion.com", "/player.html?video={}", path[-1] if path else "")


def _peertube(host: str, path: list[str], _query: dict[str, str]) -> Video | None:
    if path[:1] == ["w"] or path[:2] in (["videos", "watch"], ["videos", "embed"]):
        return _video("PeerTube", f"https://{host}", "/videos/embed/{}?autoplay=1&p2p=0", path[-1])
    return None


def _video(service: str, origin: str, path: str, number: str) -> Video | None:
    return Video(service, origin + path.format(number), origin) if _ID.match(number) else None


_READERS: dict[str, Callable[[str, list[str], dict[str, str]], Video | None]] = {
    "youtube.com": _youtube,
    "youtu.be": _youtube,
    "youtube-nocookie.com": _youtube,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "dailymotion.com": _dailymotion,
    "dai.ly": _dailymotion,
}
