"""A skill, spelt once: « Réseaux sociaux » and « reseau Social » are one row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.analysis import fold
from ui.typography import french_spacing

LONGEST = 60
"""Characters of a skill."""
_SHORTEST_PLURAL = 3
"""Letters up to which a word is left as it is: « CSS », « SAS »."""


_SIGNS = {"+": " plus ", "#": " dièse "}
"""Signs that make another skill: « C », « C++ » and « C# »."""


def key_of(name: str) -> str:
    """What a skill is recognised by: its fold in the singular; empty when nothing is left of it."""
    for sign, word in _SIGNS.items():
        name = name.replace(sign, word)
    return " ".join(_singular(word) for word in fold(name).split())[:LONGEST].strip()


def _singular(word: str) -> str:
    """A folded word without the mark of the plural. It need not be right, only the same for one and for several."""
    if len(word) <= _SHORTEST_PLURAL:
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-3]}al"
    return word.removesuffix("s").removesuffix("x")


class SkillQuerySet(models.QuerySet[Any]):
    """Skills, found by their fold."""

    def named(self, names: Iterable[str]) -> list[Skill]:
        """The skills of some spellings, in their order, each once; those that nobody wrote before are made."""
        wanted: dict[str, str] = {}
        for name in names:
            spelling = french_spacing(" ".join(name.split()))[:LONGEST].strip()
            if key := key_of(spelling):
                wanted.setdefault(key, spelling)
        known = {skill.key: skill for skill in self.filter(key__in=wanted)}
        new = [Skill(key=key, name=name) for key, name in wanted.items() if key not in known]
        if new:
            self.bulk_create(new, ignore_conflicts=True)  # someone else may write the same word at this moment
            known = {skill.key: skill for skill in self.filter(key__in=wanted)}
        return [known[key] for key in wanted]


class Skill(models.Model):
    """What someone can do. ``key`` is ``key_of`` it: one canonical spelling, that of whoever wrote it first."""

    name = models.CharField(_("compétence"), max_length=LONGEST)
    key = models.CharField(max_length=LONGEST, unique=True, editable=False)

    objects: ClassVar[Any] = SkillQuerySet.as_manager()

    class Meta:
        verbose_name = _("compétence")
        verbose_name_plural = _("compétences")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
