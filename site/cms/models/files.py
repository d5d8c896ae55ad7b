"""The pictures and documents of the desk: Wagtail's, held to what may be sent, in every way of sending it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Picture(AbstractImage):  # type: ignore[misc]
    """A picture of the desk. ``description`` says what it shows, to those who don't see it."""

    credit = models.CharField(
        _("crédit"), max_length=200, blank=True, help_text=_("Qui l’a faite, et sous quelle licence s’il y a lieu.")
    )

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "tags",
        *(name for name in Image.admin_form_fields if name.startswith("focal_point")),
    )

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def rendition_if_kept(self, spec: str) -> PictureRendition | None:
        """A rendition, made on first use; ``None`` when the file is lost, which must close no page and hold no mail."""
        try:
            rendition: PictureRendition = self.get_rendition(spec)
        except OSError:
            return None
        return rendition


class PictureRendition(AbstractRendition):  # type: ignore[misc]
    """A picture in the size and format of one place of one page."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class File(AbstractDocument):  # type: ignore[misc]
    """A document of the desk."""

    admin_form_fields: ClassVar[tuple[str, ...]] = Document.admin_form_fields

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
