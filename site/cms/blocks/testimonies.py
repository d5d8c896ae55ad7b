"""What people tell of their working life here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.territory import GROUP
from cms.blocks.text import title


class TestimonyValue(blocks.StructValue):  # type: ignore[misc]
    """A testimony as the template reads it."""

    @property
    def initials(self) -> str:
        """Two letters at most, for who has no portrait: « KB »."""
        return "".join(word[0] for word in str(self.get("name") or "").split()[:2]).upper()


class TestimonyBlock(blocks.StructBlock):  # type: ignore[misc]
    """Someone's words, who they are, and where to read more."""

    text = blocks.TextBlock(label=_("Ses mots"), max_length=500, help_text=_("Sans guillemets : la page les ajoute."))
    name = blocks.CharBlock(
        label=_("Nom"), max_length=80, help_text=_("Tel que la personne a accepté de le voir publié.")
    )
    role = blocks.CharBlock(label=_("Métier et commune"), max_length=120, required=False)
    portrait = ImageChooserBlock(
        label=_("Portrait"), required=False, help_text=_("Avec son accord. Sans portrait, ses initiales.")
    )
    page = blocks.PageChooserBlock(label=_("Page qui en dit plus"), required=False)

    class Meta:
        value_class = TestimonyValue


class TestimoniesBlock(blocks.StructBlock):  # type: ignore[misc]
    """Testimonies, side by side."""

    title = title(help_text=_("Sinon : « Ils et elles le racontent »."))
    testimonies = blocks.ListBlock(TestimonyBlock(label=_("Témoignage")), label=_("Témoignages"), min_num=1, max_num=6)

    class Meta:
        icon = "openquote"
        label = _("Témoignages")
        group = GROUP
        description = _("Ce que racontent celles et ceux qui travaillent d’ici.")
        template = "cms/blocks/testimonies.html"
        preview_value = {
            "title": "",
            "testimonies": [
                {"text": "On m’attendait avec un café et un badge.", "name": "Karim B.", "role": "développeur, Mende"},
                {"text": "Deux jours au bureau, trois au village.", "name": "Léa P.", "role": "juriste, Langogne"},
            ],
        }
