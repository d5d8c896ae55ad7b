"""Blocks of words: text, quotation, questions and answers, notice, steps."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText, expand_db_html

from cms.blocks.cleaning import clean, typeset
from cms.blocks.errors import struct_error

GROUP = _("Texte")
FULL = ["h2", "h3", "h4", "bold", "italic", "superscript", "link", "document-link", "ul", "ol", "hr"]
PLAIN = ["bold", "italic", "superscript", "link", "document-link", "ul", "ol"]
"""For text that stands under a title of its own."""


class CleanText(RichText):  # type: ignore[misc]
    """Rich text that holds what ``cleaning`` lets through, wherever it came from.

    ``shown`` is set when a page expands the links of all its texts at once (``cms.blocks.reading``).
    """

    def __init__(self, source: str | None) -> None:
        super().__init__(clean(source or ""))
        self.shown: str | None = None

    def __html__(self) -> SafeString:
        html = self.shown if self.shown is not None else expand_db_html(self.source)
        return mark_safe(html)  # noqa: S308 - cleaned when it was read

    def __str__(self) -> str:
        return self.__html__()


class TextBlock(blocks.RichTextBlock):  # type: ignore[misc]
    """Rich text, cleaned when it is written and when it is read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", FULL)
        super().__init__(**kwargs)

    def to_python(self, value: str | None) -> CleanText:
        """From what is stored."""
        return CleanText(value)

    def value_from_form(self, value: str | None) -> CleanText:
        """From the editor, who types in French."""
        return CleanText(typeset(clean(value or "")))

    def normalize(self, value: Any) -> CleanText:
        """From code, a translation, a default."""
        return value if isinstance(value, CleanText) else CleanText(getattr(value, "source", value))

    def get_prep_value(self, value: Any) -> str:
        """To the database."""
        source: str = self.normalize(value).source
        return source

    def deconstruct(self) -> Any:
        """As Wagtail's."""
        return "wagtail.blocks.RichTextBlock", [], {"features": self.features}

    class Meta:
        icon = "pilcrow"
        label = _("Texte")
        group = GROUP
        description = _("Des paragraphes, des intertitres, des listes, des liens.")
        template = "cms/blocks/text.html"
        preview_value = (
            "<h2>Venir travailler ici</h2><p>Le train de Paris met six heures ; la fibre, elle, est arrivée dans "
            "toutes les communes. <b>Commencez par une semaine d’essai.</b></p>"
        )


def title(**kwargs: Any) -> blocks.CharBlock:
    """The title of a block, a heading of the page, optional."""
    options = {"label": _("Titre"), "max_length": 120, "required": False}
    return blocks.CharBlock(**{**options, **kwargs})


class QuoteBlock(blocks.StructBlock):  # type: ignore[misc]
    """Someone's words."""

    text = blocks.TextBlock(label=_("Citation"), max_length=600, help_text=_("Sans guillemets : la page les ajoute."))
    author = blocks.CharBlock(label=_("Qui parle"), max_length=120, required=False)
    role = blocks.CharBlock(label=_("Sa fonction ou sa commune"), max_length=160, required=False)
    source = blocks.URLBlock(label=_("Adresse de la source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Citation")
        group = GROUP
        description = _("Les mots de quelqu’un, avec son nom.")
        template = "cms/blocks/quote.html"
        preview_value = {
            "text": "J’ai gardé mon poste à Lyon et retrouvé mes soirées.",
            "author": "Claire M.",
            "role": "comptable, Florac Trois Rivières",
        }


class QuestionBlock(blocks.StructBlock):  # type: ignore[misc]
    """A question and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = TextBlock(label=_("Réponse"), features=PLAIN)


class QuestionsBlock(blocks.StructBlock):  # type: ignore[misc]
    """Questions whose answers unfold."""

    title = title(help_text=_("Par exemple « Questions fréquentes »."))
    questions = blocks.ListBlock(QuestionBlock(label=_("Question")), label=_("Questions"), min_num=1, max_num=40)

    class Meta:
        icon = "help"
        label = _("Questions et réponses")
        group = GROUP
        description = _("Des questions ; chaque réponse se déplie. Les moteurs de recherche les lisent aussi.")
        template = "cms/blocks/questions.html"
        preview_value = {
            "title": "Questions fréquentes",
            "questions": [
                {"question": "Faut-il réserver ?", "answer": "<p>Non, sauf pour un bureau fermé.</p>"},
                {"question": "Y a-t-il la fibre ?", "answer": "<p>Oui, dans 9 lieux sur 10.</p>"},
            ],
        }


class CalloutBlock(blocks.StructBlock):  # type: ignore[misc]
    """Something to notice: a note, a warning, a call to act."""

    KINDS = (("note", _("À savoir")), ("attention", _("Attention")), ("call", _("Appel : un bouton")))

    kind = blocks.ChoiceBlock(label=_("Genre"), choices=KINDS, default="note")
    title = title()
    text = TextBlock(label=_("Texte"), features=["bold", "italic", "link", "document-link", "ul"])
    button = blocks.CharBlock(
        label=_("Mots du bouton"), max_length=60, required=False, help_text=_("Un verbe : « Demander un bureau ».")
    )
    page = blocks.PageChooserBlock(label=_("Page où mène le bouton"), required=False)
    address = blocks.URLBlock(label=_("ou adresse où mène le bouton"), required=False)

    def clean(self, value: Any) -> Any:
        """A button has words and one place to lead to."""
        cleaned = super().clean(value)
        targets = [name for name in ("page", "address") if cleaned.get(name)]
        errors = {}
        if cleaned.get("button") and not targets:
            errors["page"] = _("Dites où mène le bouton : une page ou une adresse.")
        elif targets and not cleaned.get("button"):
            errors["button"] = _("Écrivez les mots du bouton.")
        elif len(targets) > 1:
            errors["address"] = _("Une page ou une adresse, pas les deux.")
        if errors and not self.is_deferred_validation:
            raise struct_error(errors)
        return cleaned

    class Meta:
        icon = "warning"
        label = _("Encadré")
        group = GROUP
        description = _("Ce qu’il faut avoir vu : un mot à savoir, une mise en garde, un appel avec un bouton.")
        template = "cms/blocks/callout.html"
        preview_value = {
            "kind": "call",
            "title": "Une semaine pour essayer",
            "text": "<p>Un bureau, un logement, et quelqu’un pour vous montrer le coin.</p>",
            "button": "Demander ma semaine",
            "address": "https://hameau.example/",
        }


class StepBlock(blocks.StructBlock):  # type: ignore[misc]
    """One thing to do."""

    title = blocks.CharBlock(label=_("Étape"), max_length=120)
    text = TextBlock(label=_("Ce qu’on y fait"), features=PLAIN, required=False)


class StepsBlock(blocks.StructBlock):  # type: ignore[misc]
    """Things to do in order."""

    title = title()
    steps = blocks.ListBlock(StepBlock(label=_("Étape")), label=_("Étapes"), min_num=2, max_num=20)

    class Meta:
        icon = "list-ol"
        label = _("Étapes")
        group = GROUP
        description = _("Ce qu’il faut faire, dans l’ordre, numéroté.")
        template = "cms/blocks/steps.html"
        preview_value = {
            "title": "En trois étapes",
            "steps": [
                {"title": "Parlez-en à votre employeur", "text": "<p>Un modèle d’accord vous y aide.</p>"},
                {"title": "Choisissez un lieu", "text": "<p>À moins de dix kilomètres.</p>"},
                {"title": "Venez une semaine", "text": ""},
            ],
        }
