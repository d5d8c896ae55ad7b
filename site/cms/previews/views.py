"""The pictures' addresses: ``/apercu/<kind>-<key>-<mark>.png``."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cms.identity import Identity, identity_of
from cms.previews.drawing import draw
from cms.previews.subjects import Subject, card_of, find_subject, mark_of

FOLDER = "apercus"
END = b"IEND\xaeB`\x82"
"""The last bytes of a whole PNG file."""
LIFETIME = 3600  # seconds that the cache keeps the picture of a person


@login_not_required
@require_safe
def preview(request: HttpRequest, kind: str, key: int, mark: str) -> HttpResponse:
    """The picture of what is public; an older address leads to the one of now."""
    subject = find_subject(request, kind, key)
    if subject is None:
        raise Http404
    identity = identity_of(request)
    now = mark_of(subject, identity)
    if (subject.key, mark) != (key, now):
        return redirect("cms:preview", kind, subject.key, now)
    response = HttpResponse(picture_of(subject, identity, now), content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def picture_of(subject: Subject, identity: Identity, mark: str) -> bytes:
    """The picture, drawn once. A person's is in no file: their name goes when they go."""
    if subject.kind == "personne":
        drawn: bytes | None = cache.get_or_set(
            f"cms.preview.{mark}", lambda: draw(card_of(subject, identity)), LIFETIME
        )
        return drawn or b""
    folder = f"{FOLDER}/{subject.kind}-{subject.key}"
    name = f"{folder}/{mark}.png"
    if kept := _kept(name):
        return kept
    default_storage.delete(name)  # half a file, of a process that was killed; or that writes at this instant, elsewhere
    _drop_older(folder)
    picture = draw(card_of(subject, identity))
    default_storage.save(name, ContentFile(picture))
    return picture


def _kept(name: str) -> bytes:
    """What a file holds, if it is there and whole; else nothing."""
    try:
        with default_storage.open(name) as file:
            kept = bytes(file.read())
    except FileNotFoundError:
        return b""
    return kept if kept.endswith(END) else b""


def _drop_older(folder: str, most: int = 4) -> None:
    """Leave room for what several sites show of the same thing, no more."""
    if not default_storage.exists(folder):
        return
    files = default_storage.listdir(folder)[1]
    for file in files if len(files) >= most else ():
        default_storage.delete(f"{folder}/{file}")
