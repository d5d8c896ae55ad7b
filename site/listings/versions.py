"""A number that changes whenever published data changes: the base of every ETag and of every cached answer."""

from __future__ import annotations

from django.db import connection, models


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
    with connection.cursor() as cursor:  # read before every answer that may be kept: the ORM would take twice the time
        cursor.execute("SELECT number FROM listings_dataversion WHERE name = %s", [name])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def bump_version(name: str) -> None:
    """Say that published data of this kind changed, in the transaction that changes it."""
    if not DataVersion.objects.filter(pk=name).update(number=models.F("number") + 1):
        DataVersion.objects.get_or_create(pk=name, defaults={"number": 1})
