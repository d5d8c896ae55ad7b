"""A skill, spelt once: « Développement web » and « developpement Web » are one row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.analysis import fold
from ui.typography import french_spacing

LONGEST = 60
"""Characters of a skill."""


class SkillQuerySet(models.QuerySet[Any]):
    """Skills, found by their fold."""

    def named(self, names: Iterable[str]) -> list[Skill]:
        """The skills of some spellings, in their order, each once; those that nobody wrote before are made."""
        wanted: dict[str, str] = {}
        for name in names:
            spelling = french_spacing(" ".join(name.split()))[:LONGEST].strip()
            if key := fold(spelling)[:LONGEST]:
                wanted.setdefault(key, spelling)
        known = {skill.key: skill for skill in self.filter(key__in=wanted)}
        new = [Skill(key=key, name=name) for key, name in wanted.items() if key not in known]
        if new:
            self.bulk_create(new, ignore_conflicts=True)  # someone else may write the same word at this moment
            known = {skill.key: skill for skill in self.filter(key__in=wanted)}
        return [known[key] for key in wanted]


class Skill(models.Model):
    """What someone can do. ``key`` is its fold: one canonical spelling, that of whoever wrote it first."""

    name = models.CharField(_("compétence"), max_length=LONGEST)
    key = models.CharField(max_length=LONGEST, unique=True, editable=False)

    objects: ClassVar[Any] = SkillQuerySet.as_manager()

    class Meta:
        verbose_name = _("compétence")
        verbose_name_plural = _("compétences")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
