"""What an agency does with registrations: add, change, promote, cancel one; write to all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from agenda.desk.meetings import LIST, REGISTRATIONS
from agenda.desk.registrations import DETAIL, meeting_or_404, registrations_of
from agenda.models import Registration, Seats
from agenda.registering import actions
from agenda.registering.forms import ChangeForm, WishForm, plain_label
from agenda.registering.refusals import Refused
from agenda.registering.writing import Readers, write_to_registered
from agenda.vocabulary import RegistrationState
from listings.contact.forms import LineField, OnceForm
from listings.desk.access import ModeratorMixin
from listings.public_forms import LimitedCharField


class DeskMixin(WishForm):
    """The same fields, filled in for someone else."""

    @staticmethod
    def label_of(seats: Seats) -> str:
        """In words alone."""
        return plain_label(seats)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {"seats": _("Où"), "name": _("Nom"), "organisation": _("Structure"), "lieu": _("Commune")}
        for name, label in told.items():
            self.fields[name].label = label
        self.fields["lieu"].help_text = ""


class AddForm(DeskMixin, OnceForm):
    """Someone who asked by telephone."""

    email = forms.CharField(
        label=gettext_lazy("Adresse électronique"),
        required=False,
        max_length=254,
        validators=[validate_email],
        help_text=gettext_lazy("Sans adresse, la personne ne reçoit ni confirmation ni rappel."),
    )
    field_order = ["seats", "name", "email", "organisation", "lieu", "commune"]


class DeskChangeForm(DeskMixin, ChangeForm):
    """What someone said, changed for them."""


class MeetingMixin(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """A form about one event of this agency."""

    template_name = "agenda/desk_form.html"
    header_icon = "group"
    button: Any = ""
    explanation: Any = ""
    act: Any
    """Each view's method: does it with the form, and gives what to say. Raises ``Refused``."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the event among those of this user."""
        super().setup(request, *args, **kwargs)
        self.find(request, kwargs["pk"])

    def find(self, request: HttpRequest, pk: int) -> None:
        """What the address names."""
        self.event = meeting_or_404(request, pk)

    @property
    def back(self) -> str:
        """The list of registrations."""
        return reverse(REGISTRATIONS, args=[self.event.pk])

    def get_page_subtitle(self) -> str:
        """Of which event."""
        return str(self.event.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back."""
        way = [
            {"url": reverse(LIST), "label": gettext("Rencontres")},
            {"url": self.back, "label": self.event.title},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]
        return [*self.breadcrumbs_items, *way]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and its button."""
        known = {"button": self.button, "explanation": self.explanation, "back": self.back, "event": self.event}
        return super().get_context_data(**{**known, **kwargs})

    def form_valid(self, form: Any) -> HttpResponse:
        """Act, or say why not."""
        try:
            messages.success(self.request, self.act(form))
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        return redirect(self.back)


class AddView(MeetingMixin):
    """``/admin/rencontres/<pk>/inscriptions/ajouter/``."""

    form_class = AddForm
    page_title = gettext_lazy("Ajouter une personne")
    button = gettext_lazy("Inscrire")
    explanation = gettext_lazy("La place est confirmée aussitôt. S’il n’y en a plus, la personne prend son tour.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The event asks its questions."""
        return {**super().get_form_kwargs(), "event": self.event}

    def act(self, form: AddForm) -> str:
        """Register them."""
        told = form.cleaned_data
        row = actions.add(self.event, told["email"], form.wish, told["submission"])
        if row.state == RegistrationState.WAITING:
            return gettext("%(name)s est en liste d’attente.") % {"name": row.name}
        return gettext("%(name)s a sa place.") % {"name": row.name}


class RegistrationView(MeetingMixin):
    """``/admin/rencontres/inscriptions/<pk>/``: one of them; what it says, and where it sits, may be changed."""

    template_name = "agenda/desk_registration.html"
    form_class = DeskChangeForm
    page_title = gettext_lazy("Inscription")
    button = gettext_lazy("Enregistrer")

    def find(self, request: HttpRequest, pk: int) -> None:
        """The registration, among those of this user."""
        self.row: Registration = get_object_or_404(registrations_of(request.user), pk=pk)
        self.event = self.row.event

    def get_page_subtitle(self) -> str:
        """Whose."""
        return str(self.row.name)

    def get_form_kwargs(self) -> dict[str, Any]:
        """As it stands."""
        known = super().get_form_kwargs()
        known.pop("initial", None)
        return {**known, "event": self.event, "registration": self.row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what was answered."""
        return super().get_context_data(registration=self.row, acts=self.acts, **kwargs)

    @property
    def acts(self) -> dict[str, str]:
        """The other buttons: the word of each, and what it says."""
        promote = {"proposer": gettext("Proposer une place libre")} if self.row.state == "waiting" else {}
        cancel = {"annuler": gettext("Annuler cette inscription")} if self.row.is_active else {}
        return promote | cancel

    def act(self, form: DeskChangeForm) -> str:
        """Change it."""
        actions.change(self.row, form.wish)
        return gettext("L’inscription de %(name)s est modifiée.") % {"name": form.cleaned_data["name"]}


class RegistrationActView(ModeratorMixin):
    """``/admin/rencontres/inscriptions/<pk>/<word>/``: promote or cancel one, by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, word: str) -> HttpResponse:
        """Act, say so, go back to it."""
        row = get_object_or_404(registrations_of(request.user), pk=pk)
        try:
            if word == "annuler":
                actions.cancel(row, by_agency=True)
                told = gettext("L’inscription est annulée, et la personne prévenue par courriel.")
                untold = gettext("L’inscription est annulée. La personne n’a pas d’adresse : prévenez-la vous-même.")
                messages.success(request, told if row.email else untold)
            elif word == "proposer":
                row = actions.promote(row)
                is_theirs = row.state == RegistrationState.CONFIRMED  # they left no address to answer from
                words = gettext("%(name)s a sa place.") % {"name": row.name}
                messages.success(request, words if is_theirs else gettext("La place est proposée par courriel."))
            else:
                raise Http404
        except Refused as refused:
            messages.warning(request, str(refused))
        return redirect(DETAIL, row.pk)


class WriteForm(OnceForm):
    """What to say, and to whom."""

    readers = forms.ChoiceField(label=gettext_lazy("À qui"), choices=Readers.choices, initial=Readers.SEATED)
    subject = LineField(label=gettext_lazy("Objet"), max_length=120)
    message = LimitedCharField(
        label=gettext_lazy("Message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Texte simple. Le titre du rendez-vous et le lien de chacun sont ajoutés."),
    )


class WriteView(MeetingMixin):
    """``/admin/rencontres/<pk>/ecrire/``."""

    form_class = WriteForm
    page_title = gettext_lazy("Écrire à toutes les personnes inscrites")
    header_icon = "mail"
    button = gettext_lazy("Envoyer ce message")
    explanation = gettext_lazy("Chaque personne reçoit son propre courriel, au nom de l’agence.")

    def act(self, form: WriteForm) -> str:
        """Leave it to a task: there may be hundreds."""
        told = form.cleaned_data
        number = len(Readers(told["readers"]).of(self.event))
        if not number:
            raise Refused(gettext("Il n’y a personne à qui écrire."))
        with transaction.atomic():
            occasion, readers = str(told["submission"]), told["readers"]
            write_to_registered.enqueue(self.event.pk, occasion, readers, told["subject"], told["message"])
        words = ngettext(
            "Votre message part à %(number)s personne.", "Votre message part à %(number)s personnes.", number
        )
        return words % {"number": number}
