"""Blocks of pictures, documents and cards, and the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail_localize.segments import StringSegmentValue

from cms.blocks.errors import struct_error
from cms.blocks.text import title

GROUP = _("Images et fichiers")


class PictureBlock(blocks.StructBlock):  # type: ignore[misc]
    """A picture. What it shows is written for those who do not see it, unless it only decorates."""

    image = ImageBlock(
        label=_("Image"),
        help_text=_("Décrivez ce qu’elle apporte, ou cochez qu’elle ne fait que décorer."),
    )
    caption = blocks.CharBlock(label=_("Légende"), max_length=250, required=False)
    credit = blocks.CharBlock(
        label=_("Crédit"), max_length=200, required=False, help_text=_("Qui l’a faite ; sinon, celui de l’image.")
    )

    class Meta:
        icon = "image"
        label = _("Image")
        group = GROUP
        description = _("Une image, sa description pour qui ne la voit pas, sa légende et son crédit.")
        template = "cms/blocks/picture.html"
        preview_template = "cms/blocks/_preview_picture.html"
        preview_value = {"image": None, "caption": "Le causse en novembre.", "credit": "Hameau"}


class GalleryBlock(blocks.StructBlock):  # type: ignore[misc]
    """Several pictures, side by side."""

    title = title()
    pictures = blocks.ListBlock(PictureBlock(label=_("Image")), label=_("Images"), min_num=2, max_num=24)

    class Meta:
        icon = "image"
        label = _("Galerie")
        group = GROUP
        description = _("De deux à vingt-quatre images côte à côte.")
        template = "cms/blocks/gallery.html"
        preview_template = "cms/blocks/_preview_gallery.html"
        preview_value = {"title": "Le lieu en images", "pictures": []}


class DocumentBlock(blocks.StructBlock):  # type: ignore[misc]
    """A document to download, with its type and size."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        label=_("Intitulé"), max_length=160, required=False, help_text=_("Sinon, le titre du document.")
    )
    text = blocks.CharBlock(label=_("Ce qu’on y trouve"), max_length=250, required=False)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        group = GROUP
        description = _("Un fichier à télécharger ; la page dit son type et son poids.")
        template = "cms/blocks/document.html"

    @property
    def is_previewable(self) -> bool:
        """A document of the site may be no one's to show: the words of ``description`` do."""
        return False


class CardValue(blocks.StructValue):  # type: ignore[misc]
    """A card as the template reads it."""

    @property
    def heading(self) -> str:
        """Its own title, else that of its page."""
        page = self.get("page")
        return self.get("title") or (page.title if page else "")

    @property
    def host(self) -> str:
        """Whose address it is: « example.org »."""
        return (urlsplit(self.get("address") or "").hostname or "").removeprefix("www.")


class CardBlock(blocks.StructBlock):  # type: ignore[misc]
    """A card that leads to a page or an address."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120, required=False, help_text=_("Sinon, celui de la page."))
    text = blocks.TextBlock(label=_("Texte"), max_length=300, required=False)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.URLBlock(label=_("ou adresse"), required=False)

    def clean(self, value: Any) -> Any:
        """A card leads somewhere, and to one place; an address has a title."""
        cleaned = super().clean(value)
        errors = {}
        if bool(cleaned.get("page")) == bool(cleaned.get("address")):
            errors["page"] = _("Choisissez une page, ou écrivez une adresse : une seule des deux.")
        elif cleaned.get("address") and not cleaned.get("title"):
            errors["title"] = _("Écrivez le titre : une adresse n’en a pas.")
        if errors and not self.is_deferred_validation:
            raise struct_error(errors)
        return cleaned

    class Meta:
        value_class = CardValue


class CardsBlock(blocks.StructBlock):  # type: ignore[misc]
    """Cards among which one chooses."""

    title = title()
    cards = blocks.ListBlock(CardBlock(label=_("Carte")), label=_("Cartes"), min_num=1, max_num=12)

    class Meta:
        icon = "link"
        label = _("Cartes")
        group = GROUP
        description = _("Des liens à choisir, vers des pages du site ou des adresses.")
        template = "cms/blocks/cards.html"
        preview_value = {
            "title": "Pour aller plus loin",
            "cards": [
                {"title": "Le guide du télétravail", "text": "Ce que dit le droit.", "address": "https://a.example/"},
                {"title": "Les aides", "text": "Qui finance quoi.", "address": "https://b.example/"},
            ],
        }


class CellsBlock(TypedTableBlock):  # type: ignore[misc]
    """Rows and columns, each column of text or of numbers."""

    text = blocks.CharBlock(label=_("Texte"), required=False, max_length=500)
    number = blocks.DecimalBlock(label=_("Nombre"), required=False)

    def clean(self, table: Any) -> Any:
        """A table says what it is of, and each column what it holds."""
        cleaned = super().clean(table)
        if self.is_deferred_validation:
            return cleaned
        if not cleaned.columns or not cleaned.row_data:
            raise ValidationError(_("Ajoutez au moins une colonne et une ligne."))
        if not cleaned.caption.strip():
            raise ValidationError(_("Écrivez la légende : elle dit de quoi parle le tableau, à l’oral aussi."))
        if not all(column["heading"].strip() for column in cleaned.columns):
            raise ValidationError(_("Donnez un titre à chaque colonne."))
        return cleaned

    def get_translatable_segments(self, table: Any) -> list[Any]:
        """The words of a table for wagtail-localize: its caption, the titles of its columns, its cells of text."""
        return [StringSegmentValue(path, words) for path, words in _words_of(table) if words]

    def restore_translated_segments(self, table: Any, segments: list[Any]) -> Any:
        """The table with translated words."""
        words = {segment.path: segment.render_text() for segment in segments}
        table.caption = words.get("caption", table.caption)
        for number, column in enumerate(table.columns):
            column["heading"] = words.get(f"column-{number}", column["heading"])
        for line, row in enumerate(table.row_data):
            row["values"] = [words.get(f"cell-{line}-{i}", value) for i, value in enumerate(row["values"])]
        return table


def _words_of(table: Any) -> Iterator[tuple[str, str]]:
    """The words of a table, each by a name of its place."""
    yield "caption", table.caption
    for number, column in enumerate(table.columns):
        yield f"column-{number}", column["heading"]
    for line, row in enumerate(table.row_data):
        for number, value in enumerate(row["values"]):
            if isinstance(value, str):
                yield f"cell-{line}-{number}", value


class TableBlock(blocks.StructBlock):  # type: ignore[misc]
    """Data in rows and columns, never a layout."""

    table = CellsBlock(label=_("Tableau"))
    row_titles = blocks.BooleanBlock(
        label=_("La première colonne donne le titre de chaque ligne"), required=False, default=True
    )

    class Meta:
        icon = "table"
        label = _("Tableau")
        group = GROUP
        description = _("Des données en lignes et en colonnes, avec une légende et des titres que l’on entend.")
        template = "cms/blocks/table.html"

    def get_preview_value(self) -> Any:
        """A small table."""
        columns = [{"type": "text", "heading": "Formule"}, {"type": "number", "heading": "Prix en euros"}]
        rows = [{"values": ["La demi-journée", "6"]}, {"values": ["Le mois", "110"]}]
        table = {"columns": columns, "rows": rows, "caption": "Prix d’un bureau"}
        return self.normalize({"table": self.child_blocks["table"].to_python(table), "row_titles": True})

    @property
    def is_previewable(self) -> bool:
        """Its value is made."""
        return True
