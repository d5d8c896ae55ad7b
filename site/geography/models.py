"""France's administrative geography, loaded from the reference data that ships with the product.

Sources: Code officiel géographique (INSEE), La Poste, DGCL, IGN and DILA, Licence Ouverte 2.0; see ``data/README.md``.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from geography.distance import Point
from geography.querysets import CommuneQuerySet
from search.models import FormField


def point_of(row: Any) -> Point | None:
    """The point of a row that has ``latitude`` and ``longitude`` columns, or ``None``."""
    return None if row.latitude is None or row.longitude is None else Point(row.latitude, row.longitude)


def _point_on_earth(name: str) -> models.CheckConstraint:
    """Both coordinates, in range, or none."""
    none = models.Q(latitude__isnull=True, longitude__isnull=True)
    both = models.Q(
        latitude__isnull=False, latitude__range=(-90, 90), longitude__isnull=False, longitude__range=(-180, 180)
    )
    return models.CheckConstraint(condition=none | both, name=name)


class Region(models.Model):
    """A région. ``code`` is INSEE's, two digits."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(_("nom"), max_length=60)

    def __str__(self) -> str:
        return self.name


class Departement(models.Model):
    """A département or an overseas collectivity. ``code`` is text: ``01``, ``2A``, ``974``."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(_("nom"), max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, related_name="departements", null=True)

    def __str__(self) -> str:
        return self.name


class Epci(models.Model):
    """A group of communes (communauté de communes, d’agglomération…). ``code`` is its SIREN."""

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(_("nom"), max_length=120)
    kind = models.CharField(max_length=8)

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune of today. ``code`` is INSEE's, five characters, and is not a postcode.

    Latitude and longitude are degrees (WGS 84) of the town hall or, failing that, of ``position``'s kind; 94 overseas
    communes have none.
    """

    code = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(_("nom"), max_length=80)
    departement = models.ForeignKey(Departement, models.PROTECT, related_name="communes")
    epci = models.ForeignKey(Epci, models.PROTECT, related_name="communes", null=True)
    postcodes = models.CharField(max_length=200, help_text="Separated by spaces")
    population = models.PositiveIntegerField(default=0)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    position = models.CharField(max_length=20, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["name", "code"]
        indexes = [models.Index(fields=["latitude", "longitude"], name="commune_point")]
        constraints = [_point_on_earth("commune_point_on_earth")]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point | None:
        """Where its town hall is, or ``None``."""
        return point_of(self)


class FormerCommune(models.Model):
    """A commune that was merged into another: people search by the old name.

    The same code may be a current commune and a former one, hence the key on (code, kind).
    """

    code = models.CharField(max_length=5)
    kind = models.CharField(max_length=14)
    name = models.CharField(_("nom"), max_length=80)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="former_communes")
    postcodes = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "kind"], name="former_commune_unique"),
            _point_on_earth("former_commune_point_on_earth"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point | None:
        """Where its town hall was, or ``None``."""
        return point_of(self)


class CommuneKey(models.Model):
    """Something people type for a commune: see ``geography.keys``, which fills the table."""

    class Kind(models.IntegerChoices):
        """In the order of preference, all else being equal."""

        NAME = 1, "name"
        POSTCODE = 2, "postcode"
        FORMER = 3, "former name"
        WORD = 4, "from a later word of a name on"

    key = FormField(max_length=80)
    kind = models.SmallIntegerField(choices=Kind.choices)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="+", db_index=False)
    former = models.ForeignKey(FormerCommune, models.CASCADE, related_name="+", null=True, db_index=False)
    population = models.PositiveIntegerField(help_text="The commune’s, for the order")

    class Meta:
        indexes = [models.Index(fields=["key", "kind", "population"], name="commune_key")]

    def __str__(self) -> str:
        return str(self.key)


class Territory(models.Model):
    """A named set of communes, kept by an agency, with an address of its own."""

    name = models.CharField(_("nom"), max_length=80)
    slug = models.SlugField(_("adresse"), max_length=50, unique=True)
    agency_name = models.CharField(_("agence"), max_length=120)
    agency_email = models.EmailField(_("courriel de l’agence"), blank=True)
    communes = models.ManyToManyField(Commune, related_name="territories", verbose_name=_("communes"))

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def smallest_first(rows: Any, path: str = "") -> Any:
    """Territories, or rows that have one at the end of a ``path``, in the order in which they have a shared commune.

    The smallest comes first, the oldest of those of a size: whose entry, whose mail, whose address it is.
    """
    return rows.annotate(size=models.Count(f"{path}communes")).order_by("size", f"{path}pk", "pk")


def communes_of_territories(keys: Iterable[int]) -> models.QuerySet[Any, Any]:
    """The codes of the communes of some territories, to be asked with ``commune__in``; shared ones may come twice."""
    return Territory.communes.through.objects.filter(territory__in=list(keys)).order_by().values("commune")
