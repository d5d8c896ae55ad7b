from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError

from accounts.erasing import NotErased
from config.management.commands import serve


def test_a_port_someone_listens_on_is_not_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.listen()
        assert not serve.is_free("127.0.0.1", port)
    assert serve.is_free("127.0.0.1", port)


def test_static_files_are_collected_when_something_changed_only(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.setattr(serve, "static_files", lambda: [("a.css", 1, 1.0)])
    assert serve.collect_static()
    assert (tmp_path / "static" / "ui" / "css" / "hameau.css").exists()
    assert not serve.collect_static()
    monkeypatch.setattr(serve, "static_files", lambda: [("a.css", 2, 2.0)])
    assert serve.collect_static()


def test_every_static_file_of_ours_is_seen() -> None:
    assert "ui/css/hameau.css" in {path for path, size, changed in serve.static_files()}


def test_an_account_that_cannot_be_erased_again_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def replay() -> int:
        raise NotErased("Not erased again: account 7 (RuntimeError: no disk).")

    monkeypatch.setattr(serve, "replay", replay)
    with pytest.raises(CommandError, match="account 7"):
        serve.Command().erase_again()
