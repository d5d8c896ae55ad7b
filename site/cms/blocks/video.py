"""A video by its address: a link, and a player that comes when one asks for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.errors import struct_error
from cms.blocks.files import GROUP
from cms.blocks.text import PLAIN, TextBlock
from cms.blocks.video_addresses import Video, video_at


class VideoValue(blocks.StructValue):  # type: ignore[misc]
    """A video as the template reads it."""

    @property
    def video(self) -> Video | None:
        """Who plays it; ``None`` where the address is of none that we know, and the link alone remains."""
        return video_at(self.get("address") or "")


class VideoBlock(blocks.StructBlock):  # type: ignore[misc]
    """A video kept elsewhere. Nothing is loaded from there before someone asks to see it."""

    address = blocks.URLBlock(
        label=_("Adresse de la vidéo"), help_text=_("Sur YouTube, Vimeo, Dailymotion ou une instance PeerTube.")
    )
    title = blocks.CharBlock(label=_("Titre"), max_length=160, help_text=_("Ce qu’on y voit."))
    length = blocks.CharBlock(label=_("Durée"), max_length=30, required=False, help_text=_("Par exemple « 4 min 30 »."))
    poster = ImageChooserBlock(
        label=_("Image d’attente"), required=False, help_text=_("Une image du site, qui ne fait que décorer.")
    )
    transcript = TextBlock(
        label=_("Transcription"),
        features=PLAIN,
        required=False,
        help_text=_("Ce qui s’y dit et s’y montre, pour qui ne peut ni l’entendre ni la voir."),
    )

    def clean(self, value: Any) -> Any:
        """The address is one that a player of ours can play."""
        cleaned = super().clean(value)
        if cleaned.get("address") and cleaned.video is None:
            raise struct_error(
                {
                    "address": _(
                        "Nous ne savons pas lire cette adresse. Copiez celle de la page de la vidéo, sur YouTube, "
                        "Vimeo, Dailymotion ou PeerTube ; elle commence par https://."
                    )
                }
            )
        return cleaned

    class Meta:
        icon = "media"
        label = _("Vidéo")
        group = GROUP
        description = _("Un lien vers une vidéo. Rien n’est chargé d’ailleurs avant que l’on demande à la voir.")
        template = "cms/blocks/video.html"
        value_class = VideoValue
        preview_value = {
            "address": "https://www.youtube.com/watch?v=abcdefghijk",
            "title": "Une journée au télécentre",
            "length": "4 min 30",
            "transcript": "",
        }
