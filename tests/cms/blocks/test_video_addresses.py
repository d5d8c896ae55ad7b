"""Which player plays an address; nothing is asked of anyone."""

from __future__ import annotations

import pytest

from cms.blocks.video_addresses import video_at

YOUTUBE = "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk&t=3", YOUTUBE),
        ("https://youtu.be/abcdefghijk", YOUTUBE),
        ("https://m.youtube.com/shorts/abcdefghijk", YOUTUBE),
        ("https://vimeo.com/channels/x/123456", "https://player.vimeo.com/video/123456?dnt=1&autoplay=1"),
        ("https://www.dailymotion.com/video/x8abcd", "https://geo.dailymotion.com/player.html?video=x8abcd"),
        ("https://tube.example/w/9aXk2", "https://tube.example/videos/embed/9aXk2?autoplay=1&p2p=0"),
        ("https://tube.example/videos/watch/9aXk2", "https://tube.example/videos/embed/9aXk2?autoplay=1&p2p=0"),
    ],
)
def test_it_is_known(address: str, player: str) -> None:
    video = video_at(address)
    assert video is not None
    assert video.player == player
    assert player.startswith(f"{video.origin}/")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://youtu.be/abcdefghijk",
        "https://youtube.com",
        "https://youtu.be/a;b'c",
        "https://tube.example:8443/w/9aXk2",
        "https://tube.example; script-src */w/9aXk2",
        "https://tube/w/9aXk2",
        "https://[::1/w/9aXk2",
        "https://example.com/page",
    ],
)
def test_it_is_not(address: str) -> None:
    assert video_at(address) is None
