"""Several listings, or several reviews, at once: ticked in a list, shown again, then done one by one.

Each row is a transaction of its own, found through ``for_user`` and done by the same verb as alone: what can't be done
is said by name, and keeps nothing else back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from listings.archives import ArchiveReason
from listings.archiving import archive
from listings.desk.access import ModeratorMixin
from listings.desk.comparison import differences, public_version
from listings.kinds import kind_named, kind_of
from listings.models import Review
from listings.publishing import AwaitingReview, mark_checked, unpublish
from listings.reviewing import AlreadyDecided, decide
from listings.reviews import ReviewState

MOST = 50
"""Listings at once: a page of the list is less."""
MOST_READ = 10
"""Versions on one page, each with what it changes: more would be published unread."""
CHECK, UNPUBLISH, ARCHIVE = "verifier", "retirer", "archiver"
ACTS = {
    CHECK: gettext_lazy("Marquer comme vérifiées aujourd’hui"),
    UNPUBLISH: gettext_lazy("Retirer du site"),
    ARCHIVE: gettext_lazy("Archiver"),
}
"""Word of the address → what the button says."""
EXPLANATIONS = {
    CHECK: gettext_lazy(
        "Tout ce que disent ces fiches a été vérifié aujourd’hui. Celles qui avaient quitté les listes y reviennent."
    ),
    UNPUBLISH: gettext_lazy(
        "Ces fiches quittent le site à l’instant. Leur contenu est gardé ; qui les tient est prévenu."
    ),
    ARCHIVE: gettext_lazy(
        "Ces fiches quittent le site à l’instant. Elles sont gardées, avec leur motif, et peuvent être ressorties ; "
        "qui les tient est prévenu."
    ),
}


class SelectColumn(Column):  # type: ignore[misc]
    """A box to tick; it belongs to the form under the list. None where ``accessor`` gives nothing.

    ``called`` names the row for who can't see it.
    """

    cell_template_name = "listings/_desk_select.html"

    def __init__(self, accessor: Any = "pk", called: Callable[[Any], str] = str) -> None:
        self.called = called
        super().__init__("select", label=gettext_lazy("Choisir"), accessor=accessor, width="5%")

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """With the name of the row."""
        return {**super().get_cell_context_data(instance, parent_context), "called": self.called(instance)}


class KeysField(forms.Field):
    """Some keys of rows, ``most`` of them at most."""

    widget = forms.MultipleHiddenInput

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(error_messages={"required": gettext_lazy("Cochez d’abord une ligne au moins.")})

    def clean(self, value: Any) -> list[int]:
        """The keys, each once. Raises ``ValidationError``."""
        super().clean(value)
        if not all(text.isascii() and text.isdecimal() and len(text) < 19 for text in value):
            raise ValidationError(gettext("Cochez des lignes de la liste."))
        if len(value) > self.most:
            raise ValidationError(gettext("Cochez %(most)d lignes au plus.") % {"most": self.most})
        return list(dict.fromkeys(map(int, value)))


class BulkForm(forms.Form):
    """What to do, with which listings; why, to archive."""

    acte = forms.ChoiceField(choices=list(ACTS.items()))
    reason = forms.ChoiceField(
        label=gettext_lazy("Motif"),
        required=False,
        choices=[pair for pair in ArchiveReason.choices if pair[0] != ArchiveReason.MERGED],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"] = KeysField(MOST)

    @property
    def words(self) -> str:
        """What is wrong."""
        return " ".join(str(message) for messages in self.errors.values() for message in messages)


class _SeveralView(ModeratorMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """What was ticked, shown again with one button; then what was done, and what was not."""

    header_icon = "list-ul"
    back_label: Any = gettext_lazy("Relectures")

    @property
    def back(self) -> str:
        """The list that rows were ticked in."""
        return reverse("reviews_desk:list")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        way = [{"url": self.back, "label": self.back_label}, {"url": "", "label": self.get_page_title()}]
        return [*self.breadcrumbs_items, *way]

    def tell(self, asked: int, told: list[tuple[Any, str]]) -> None:
        """How many were done; each that was not by name, with the reason; how many of those asked for are not there."""
        refused = [(row, why) for row, why in told if why]
        done, gone = len(told) - len(refused), asked - len(told)
        if done:
            words = ngettext("C’est fait pour une fiche.", "C’est fait pour %(number)d fiches.", done)
            messages.success(self.request, words % {"number": done})
        for row, why in refused:
            messages.warning(self.request, gettext("« %(name)s » : %(why)s") % {"name": row, "why": why})
        if gone:  # erased, or moved to another territory, since they were shown
            words = ngettext(
                "Une ligne cochée n’est plus dans vos listes.",
                "%(number)d lignes cochées ne sont plus dans vos listes.",
                gone,
            )
            messages.warning(self.request, words % {"number": gone})


class BulkView(_SeveralView):
    """``/admin/relectures/plusieurs/<kind>/?acte=…&id=…``: one act on several listings of this moderator."""

    template_name = "listings/desk_bulk.html"
    page_title = gettext_lazy("Agir sur plusieurs fiches")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know the kind, and the way back to its list."""
        super().setup(request, *args, **kwargs)
        kind = kind_named(kwargs["kind"])
        if kind is None or not kind.desk_list_name:
            raise Http404
        self.kind, self.back_label = kind, kind.plural

    @property
    def back(self) -> str:
        """The list of this kind."""
        return reverse(self.kind.desk_list_name)

    def chosen(self, form: BulkForm) -> list[Any]:
        """The rows of valid keys that are this moderator's."""
        rows = self.kind.model.objects.for_user(self.request.user).filter(pk__in=form.cleaned_data["id"])
        return list(rows.select_related("commune").order_by("pk"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What was ticked, and what the act does."""
        form = BulkForm(request.GET)
        if not form.is_valid():
            messages.error(request, form.words)
            return redirect(self.back)
        act = form.cleaned_data["acte"]
        context = self.get_context_data(
            rows=self.chosen(form), act=act, button=ACTS[act], explanation=EXPLANATIONS[act], back=self.back
        )
        if act == ARCHIVE:
            context["reason"] = form["reason"]
        return render(request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act on each."""
        form = BulkForm(request.POST)
        if not form.is_valid() or (form.cleaned_data["acte"] == ARCHIVE and not form.cleaned_data["reason"]):
            messages.error(request, form.words or gettext("Donnez le motif."))
            return redirect(self.back)
        told = [(row, self.attempt(row, form.cleaned_data)) for row in self.chosen(form)]
        self.tell(len(form.cleaned_data["id"]), told)
        return redirect(self.back)

    def attempt(self, row: Any, answers: dict[str, Any]) -> str:
        """Act on one; why not, or nothing."""
        user, act = self.request.user, answers["acte"]
        if act == UNPUBLISH and not row.live:
            return gettext("elle n’était pas en ligne.")
        try:
            if act == ARCHIVE:
                archive(row, user, answers["reason"])
            else:
                (mark_checked if act == CHECK else unpublish)(row, user)
        except AwaitingReview:
            return gettext("une version attend une relecture. Décidez d’abord.")
        except (PermissionDenied, self.kind.model.DoesNotExist):  # moved, or erased, meanwhile
            return gettext("elle n’est plus de votre territoire.")
        return ""


class ReadForm(forms.Form):
    """Which reviews."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"] = KeysField(MOST_READ)


class BulkApproveView(_SeveralView):
    """``/admin/relectures/plusieurs/?id=…``: what several versions change, to read, then a button that publishes them.

    A review is of one revision for ever: what goes live is what this page showed. One that was withdrawn, sent again or
    decided meanwhile is told, and stays as it is.
    """

    template_name = "listings/desk_bulk_approve.html"
    page_title = gettext_lazy("Publier plusieurs versions")

    def chosen(self, form: ReadForm) -> list[Review]:
        """The reviews of valid keys that are this moderator's, the oldest first."""
        reviews = Review.objects.for_user(self.request.user).filter(pk__in=form.cleaned_data["id"])
        return list(reviews.select_related("commune", "revision", "submitted_by").order_by("submitted_at", "pk"))

    def refuse(self, form: ReadForm) -> HttpResponse:
        """Back to the queue, with what is wrong."""
        messages.error(self.request, " ".join(str(message) for message in form.errors["id"]))
        return redirect("reviews_desk:list")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Each version with what it changes."""
        form = ReadForm(request.GET)
        if not form.is_valid():
            return self.refuse(form)
        read = [self.shown(review) for review in self.chosen(form) if review.is_waiting and review.listing]
        return render(request, self.template_name, self.get_context_data(read=read))

    def shown(self, review: Review) -> dict[str, Any]:
        """A version, and how it differs from what is public."""
        listing: Any = review.listing
        kind, draft = kind_of(listing), review.revision.as_object()
        comparison = differences(kind, public_version(kind, listing), draft, self.request)
        preview = reverse("reviews_desk:preview", args=[review.pk]) if kind.preview else ""
        return {"review": review, "draft": draft, "comparison": comparison, "preview": preview}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish each."""
        form = ReadForm(request.POST)
        if not form.is_valid():
            return self.refuse(form)
        told = [(review.title, self.attempt(review)) for review in self.chosen(form)]
        self.tell(len(form.cleaned_data["id"]), told)
        return redirect("reviews_desk:list")

    def attempt(self, review: Review) -> str:
        """Approve one; why not, or nothing."""
        try:
            decide(review, self.request.user, ReviewState.APPROVED)
        except AlreadyDecided as error:
            state = error.review.get_state_display().lower()
            return gettext("elle n’attend plus (%(state)s). Rien n’a changé.") % {"state": state}
        except (PermissionDenied, Review.DoesNotExist):
            return gettext("elle n’est plus de votre territoire.")
        except ValidationError as error:
            return " ".join(error.messages)
        return ""
