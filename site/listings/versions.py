"""A number that changes whenever published data changes: the base of every ETag and of every cached answer."""

from __future__ import annotations

from django.db import models


class DataVersion(models.Model):
    """The version of one kind of published data, such as ``places``."""

    name = models.CharField(max_length=20, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        app_label = "listings"

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def current_version(name: str) -> int:
    """The version of a kind of data now; 0 before anything was published."""
    return DataVersion.objects.filter(pk=name).values_list("number", flat=True).first() or 0


def bump_version(name: str) -> None:
    """Say that published data of this kind changed, in the transaction that changes it."""
    if not DataVersion.objects.filter(pk=name).update(number=models.F("number") + 1):
        DataVersion.objects.get_or_create(pk=name, defaults={"number": 1})
