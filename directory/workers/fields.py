"""Skills and links as people type them: names between commas, addresses on lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.models import RemoteWorker
from directory.models.worker import MOST_LINKS, validate_links
from places.models import Place, PlaceQuerySet

MOST_SKILLS = 15
MEETING_KM = 30
MOST_PLACES = 20


def skill_names(text: str) -> list[str]:
    """The names, without empty ones. Raises ``ValidationError`` for too many."""
    names = [name.strip() for name in text.replace(";", ",").split(",") if name.strip()]
    if len(names) > MOST_SKILLS:
        raise ValidationError(_("Gardez les quinze compétences qui comptent le plus."))
    return names


def web_links(text: str) -> list[str]:
    """The addresses; one written without its beginning gets it. Raises ``ValidationError``."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    links = [line if "://" in line else f"https://{line}" for line in lines]
    if len(links) > MOST_LINKS:
        raise ValidationError(_("Donnez cinq liens au plus."))
    validate_links(links)
    return links


def places_to_meet(worker: RemoteWorker) -> PlaceQuerySet:
    """The public places that someone may choose, by name: those chosen, and the nearest ones around their commune."""
    keys = [place.pk for place in worker.meeting_places.all()]
    if worker.commune.point:
        near = Place.objects.published().within(worker.commune.point, MEETING_KM).order_by("haversine", "pk")
        keys += near.values_list("pk", flat=True)[:MOST_PLACES]
    places: PlaceQuerySet = Place.objects.published().filter(pk__in=keys).order_by("name", "pk")
    return places


class SkillsField(forms.CharField):
    """Skills in one line. Its value is a list of names; its initial one, of ``Skill``."""

    def prepare_value(self, value: Any) -> Any:
        """The names between commas."""
        return value if value is None or isinstance(value, str) else ", ".join(str(skill) for skill in value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the line is another."""
        return bool(super().has_changed(self.prepare_value(initial), data))

    def clean(self, value: Any) -> list[str]:
        """The names. Raises ``ValidationError``."""
        return skill_names(super().clean(value))


class LinksField(forms.CharField):
    """Links, one a line. Its value is a list of addresses."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """The lines."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lines are others."""
        return bool(super().has_changed(self.prepare_value(initial), (data or "").replace("\r\n", "\n")))

    def clean(self, value: Any) -> list[str]:
        """The addresses. Raises ``ValidationError``."""
        return web_links(super().clean(value))
