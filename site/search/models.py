"""The stored index: plain tables that every database reads and sorts alike."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from search.analysis import WORD_LENGTH


class FormField(models.CharField):  # type: ignore[type-arg]
    """A folded word. Compared and sorted by code point, as Python does, whatever the database's locale."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", WORD_LENGTH)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """The column's type, with the collation by code point of each database."""
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return {**super().db_parameters(connection), "collation": collation}


class StoredIndex(models.Model):
    """One kind of documents that are searched together, such as the places."""

    id = models.SmallAutoField(primary_key=True)
    name = models.CharField(max_length=40, unique=True)
    documents = models.PositiveIntegerField(default=0)
    stamp = models.BigIntegerField(default=0)  # Drawn anew when a word appears or disappears.

    class Meta:
        verbose_name = _("index de recherche")
        verbose_name_plural = _("index de recherche")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="search_index_has_name")]

    def __str__(self) -> str:
        return self.name


class Word(models.Model):
    """A word that at least one document of the index holds."""

    index = models.ForeignKey(StoredIndex, models.CASCADE, related_name="words", db_index=False)
    form = FormField()
    stem = FormField()
    spelling = models.CharField(max_length=WORD_LENGTH)  # As first written, accents and all.
    frequency = models.PositiveIntegerField()  # Number of documents that hold it.

    class Meta:
        verbose_name = _("mot")
        verbose_name_plural = _("mots")
        indexes = [models.Index(fields=["index", "stem"], name="search_word_stem")]
        constraints = [models.UniqueConstraint(fields=["index", "form"], name="search_word_unique")]

    def __str__(self) -> str:
        return self.spelling


class Posting(models.Model):
    """A document holds a word, and how much the word says about it.

    The word is kept as text, not as a key to ``Word``: what begins with « cowor » is then one range of the index.
    """

    pk = models.CompositePrimaryKey("index_id", "form", "document")
    # No constraint: it would fire a trigger for each of millions of rows. Only ``search.writing`` writes here.
    index = models.ForeignKey(StoredIndex, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    form = FormField()
    document = models.BigIntegerField()  # Primary key of what is indexed.
    weight = models.PositiveIntegerField()  # An integer: sums of floats depend on their order.

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        indexes = [
            models.Index(fields=["index", "document", "form", "weight"], name="search_posting_document"),
            models.Index(fields=["index", "form", "-weight", "document"], name="search_posting_heaviest"),
        ]

    def __str__(self) -> str:
        return f"{self.form} ({self.document})"
