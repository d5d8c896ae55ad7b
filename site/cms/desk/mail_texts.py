"""« Textes des courriels » on the desk: what each mail says, how it looks, and an agency's own words for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.desk.mail_text_form import PREVIEW, TextForm
from cms.desk.text_changes import marked_changes
from cms.mail_texts import (
    LANGUAGES,
    Overwritten,
    Place,
    adapt,
    as_text,
    give_up,
    go_back,
    has_a_new_original,
    no_longer_good,
    place_of,
    words_of,
)
from cms.models import MailText
from cms.senders import sender_of
from geography.models import Territory
from listings.desk.access import ModeratorMixin
from listings.moderators import territories_of
from mail.catalogue import LETTERS, Letter
from mail.rendering import known_in, said, sample_of
from mail.wording import Words

NAMESPACE = "mail_texts_desk"
HOME, LIST, TEXT = (f"{NAMESPACE}:{name}" for name in ("home", "list", "text"))


class Preview(NamedTuple):
    """How a mail looks: a title, a width in pixels, a whole HTML document."""

    title: str
    width: int
    html: str


class TextsHomeView(ModeratorMixin, View):
    """``/admin/courriels/textes/``: the texts of one's first territory; the others are named there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go there."""
        territory = territories_of(request.user).order_by("name", "pk").first()
        if territory is None:
            raise Http404
        return redirect(LIST, territory.pk)


class OfTerritoryMixin(ModeratorMixin):
    """A page about the mails of one territory. First among the bases of a view."""

    header_icon = "mail"
    page_title = gettext_lazy("Textes des courriels")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the territory among those of this moderator."""
        super().setup(request, *args, **kwargs)
        self.territory: Territory = get_object_or_404(territories_of(request.user), pk=kwargs["territory"])


class TextsView(OfTerritoryMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """``/admin/courriels/textes/<territory>/``: every mail, when it is written, which ones have their own words."""

    template_name = "cms/desk_mail_texts.html"

    def get_page_subtitle(self) -> str:
        """Whose mails."""
        return str(self.territory)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title, "sublabel": str(self.territory)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The mails by group."""
        del kwargs["territory"]  # its key, from the address
        texts = MailText.objects.for_user(self.request.user).in_use().filter(territory=self.territory)
        adapted = {(text.template, text.case) for text in texts}
        wrong = {(text.template, text.case) for text in no_longer_good(self.request.user) if text in set(texts)}
        letters = sorted(LETTERS.values(), key=lambda letter: str(letter.group))
        return super().get_context_data(
            groups=[
                (group, [_row(letter, adapted, wrong) for letter in rows])
                for group, rows in groupby(letters, key=lambda letter: letter.group)
            ],
            lost=[text for text in texts if place_of(text) is None],
            territory=self.territory,
            language=settings.LANGUAGE_CODE,
            others=territories_of(self.request.user).exclude(pk=self.territory.pk).order_by("name"),
            **kwargs,
        )


def _row(letter: Letter, adapted: set[tuple[str, str]], wrong: set[tuple[str, str]]) -> dict[str, Any]:
    keys = {(letter.template, case.code) for case in letter.cases}
    return {"letter": letter, "is_adapted": bool(keys & adapted), "is_wrong": bool(keys & wrong)}


class OfTextMixin(OfTerritoryMixin):
    """A page about one text of a territory. First among the bases of a view."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the text."""
        super().setup(request, *args, **kwargs)
        letter = LETTERS.get(kwargs["template"])
        case = letter.case(kwargs["case"]) if letter else None
        if letter is None or case is None or kwargs["language"] not in LANGUAGES:
            raise Http404
        self.place = Place(self.territory, letter, case, kwargs["language"])


class GiveUpView(OfTerritoryMixin, View):
    """« Ne plus garder ce texte », whose mail is no more."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, territory: int, pk: int) -> HttpResponse:
        """Have it in no list any more."""
        texts = MailText.objects.for_user(request.user).in_use().filter(territory=self.territory)
        give_up(get_object_or_404(texts, pk=pk), request.user)
        messages.success(request, gettext("Ce texte ne figure plus dans vos listes."))
        return redirect(LIST, self.territory.pk)


class GoBackView(OfTextMixin, View):
    """« Revenir aux mots d’origine »."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Have the mail written in its own words."""
        go_back(self.place, request.user)
        messages.success(request, gettext("Ce courriel est de nouveau dans les mots d’origine."))
        return redirect(reverse(TEXT, kwargs=kwargs))


class TextView(OfTextMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/courriels/textes/<territory>/<template>/<case>/<language>/``: one text, its preview, its history."""

    template_name = "cms/desk_mail_text.html"
    form_class = TextForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the version in use."""
        super().setup(request, *args, **kwargs)
        self.text = self.place.in_use()

    def get_page_title(self) -> str:
        """Which mail."""
        return str(self.place.letter.title)

    def get_page_subtitle(self) -> str:
        """Whose."""
        return str(self.territory)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST, args=[self.territory.pk]), "label": gettext("Textes des courriels")},
            {"url": "", "label": self.place.letter.title, "sublabel": str(self.territory)},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The text that the form is for."""
        return {**super().get_form_kwargs(), "place": self.place}

    def get_initial(self) -> dict[str, Any]:
        """What the mail says today."""
        own = words_of(self.text).fields() if self.text else {}
        return {**self.place.parts, **own, "seen": self.text.pk if self.text else None}

    def form_valid(self, form: TextForm) -> HttpResponse:
        """Show how it would look, or keep it."""
        if form.cleaned_data["act"] == PREVIEW:
            return self.render_to_response(self.get_context_data(form=form, shown=form.words))
        try:
            adapt(self.place, self.request.user, form.words, form.cleaned_data["seen"])
        except Overwritten:
            form.add_error(None, gettext("Une autre personne vient de changer ce texte. Relisez le sien, plus bas."))
            return self.form_invalid(form)
        messages.success(self.request, gettext("Le texte est enregistré : les prochains courriels le diront."))
        return redirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, the variables, the previews, the history."""
        own = words_of(self.text) if self.text else None
        is_good = own is None or not self.place.mistakes_in(own)
        shown = kwargs.pop("shown", None)
        return super().get_context_data(
            place=self.place,
            text=self.text,
            mistakes=[]
            if is_good
            else [words for told in self.place.mistakes_in(own or Words()).values() for words in told],
            languages=[(code, name) for code, name in settings.LANGUAGES],
            variables=_variables(self.place),
            fixed=self.place.original().body.partition("\n\n")[2],
            changes=self._changes(),
            is_unsaved=shown is not None,
            previews=self._previews(shown or (own if is_good else None)),
            history=self.place.versions.select_related("written_by", "ended_by")[:20],
            **kwargs,
        )

    def _changes(self) -> Any:
        """What is new in the original since the agency wrote its own words; nothing when it is the same."""
        if self.text is None or not has_a_new_original(self.text, self.place):
            return ""
        return marked_changes(self.text.original, as_text(self.place.original()))

    def _previews(self, words: Words | None) -> dict[str, Any]:
        """The mail as it arrives, with made up names."""
        sender = sender_of(self.territory)
        with translation.override(self.place.language):
            mail = said(self.place.letter, sample_of(self.place.letter, self.place.case, sender), words)
            by_day, by_night = mail.html(sender, night="not all"), mail.html(sender, night="all")
            text = mail.text(sender)
        frames = list(_frames(by_day, by_night))
        return {"sender": sender, "subject": mail.subject, "text": text, "frames": frames}


def _frames(by_day: str, by_night: str) -> Iterator[Preview]:
    # A sandboxed frame opens no window: a click in a preview leads nowhere.
    by_day, by_night = (html.replace("<head>", '<head><base target="_blank">', 1) for html in (by_day, by_night))
    yield Preview(gettext("Sur un ordinateur"), 640, by_day)
    yield Preview(gettext("La nuit"), 640, by_night)
    yield Preview(gettext("Sur un téléphone"), 320, by_day)


def _variables(place: Place) -> list[Any]:
    """What may be named in the text; of a guarded mail, not the link, which stays where it is."""
    with translation.override(place.language):
        known = known_in(place.letter, place.case)
    return [one for one in known if not (place.letter.is_guarded and one.is_link)]


class WrongTextsPanel(Component):  # type: ignore[misc]
    """On the first page of the desk: the texts that mails can't be written with any more."""

    name = "hameau-mail-texts"
    template_name = "cms/desk_wrong_mail_texts.html"
    order = 60

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Each with its territory."""
        return {"texts": [(text, place_of(text)) for text in no_longer_good(self.user)]}


urlpatterns: list[URLPattern] = [
    path("", TextsHomeView.as_view(), name="home"),
    path("<int:territory>/", TextsView.as_view(), name="list"),
    path("<int:territory>/oublier/<int:pk>/", GiveUpView.as_view(), name="give_up"),
    path("<int:territory>/<slug:template>/<slug:case>/<slug:language>/", TextView.as_view(), name="text"),
    path("<int:territory>/<slug:template>/<slug:case>/<slug:language>/origine/", GoBackView.as_view(), name="go_back"),
]
