"""« Équipe » on the desk: who is in an agency's team, and what its managers do about it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from geography.models import Territory
from listings.agencies import Role
from listings.agency_teams import (
    LastManager,
    cancel_invitation,
    invite_agent,
    let_manage,
    may_manage_agency,
    remove_agent,
    remove_writer,
    stop_managing,
)
from listings.desk.access import ModeratorMixin
from listings.models import DeskInvitation, Moderator, Writer
from listings.moderators import territories_of

NAMESPACE = "team_desk"
HOME, TEAM, ACT = (f"{NAMESPACE}:{name}" for name in ("home", "team", "act"))


class TeamsView(ModeratorMixin, View):
    """``/admin/equipe/``: the team of one's first territory; the others are named there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go there."""
        territory = territories_of(request.user).order_by("name", "pk").first()
        if territory is None:
            raise Http404
        return redirect(TEAM, territory.pk)


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label=gettext_lazy("Son adresse électronique"),
        help_text=gettext_lazy(
            "La personne reçoit un lien, bon sept jours, qu’elle ouvre avec un compte à cette adresse."
        ),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Son rôle"), choices=Role.choices, initial=Role.AGENCY, widget=forms.RadioSelect
    )


class TeamView(ModeratorMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc, type-arg]
    """``/admin/equipe/<territory>/``: the members, the invitations, the form that invites."""

    template_name = "listings/desk_team.html"
    form_class = InviteForm
    header_icon = "group"
    page_title = gettext_lazy("Équipe")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the territory among those of this moderator."""
        super().setup(request, *args, **kwargs)
        self.territory = get_object_or_404(territories_of(request.user), pk=kwargs["territory"])
        self.is_manager = may_manage_agency(request.user, self.territory)

    def get_page_subtitle(self) -> str:
        """Whose team."""
        return str(self.territory)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where one is."""
        return [*self.breadcrumbs_items, {"url": "", "label": gettext("Équipe"), "sublabel": str(self.territory)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The team."""
        return super().get_context_data(
            members=Moderator.objects.filter(territory=self.territory).select_related("user"),
            writers=Writer.objects.filter(territory=self.territory).select_related("user"),
            invitations=DeskInvitation.objects.open().filter(territory=self.territory),
            territory=self.territory,
            others=territories_of(self.request.user).exclude(pk=self.territory.pk).order_by("name"),
            is_manager=self.is_manager,
            **kwargs,
        )

    def form_valid(self, form: InviteForm) -> HttpResponse:
        """Invite."""
        try:
            invitation = invite_agent(self.territory, self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("email", error)
            return self.form_invalid(form)
        messages.success(
            self.request, gettext("L’invitation est partie à %(address)s.") % {"address": invitation.email}
        )
        return redirect(TEAM, self.territory.pk)


class TeamActView(ModeratorMixin, View):
    """``/admin/equipe/<territory>/<act>/<pk>/``: one button of the team's page, by POST."""

    http_method_names = ["post"]
    ACTS: ClassVar[dict[str, tuple[Any, Any, Any]]] = {
        "retirer": (Moderator, remove_agent, gettext_lazy("%(who)s ne fait plus partie de l’équipe.")),
        "retirer-redaction": (Writer, remove_writer, gettext_lazy("%(who)s n’écrit plus les pages du site.")),
        "responsable": (Moderator, let_manage, gettext_lazy("%(who)s peut inviter et retirer des membres.")),
        "membre": (Moderator, stop_managing, gettext_lazy("%(who)s ne gère plus l’équipe.")),
        "annuler": (DeskInvitation, cancel_invitation, gettext_lazy("L’invitation de %(who)s est annulée.")),
    }

    def post(self, request: HttpRequest, territory: int, act: str, pk: int) -> HttpResponseBase:
        """Act, say so, go back to the team."""
        team: Territory = get_object_or_404(territories_of(request.user), pk=territory)
        if act not in self.ACTS:
            raise Http404
        model, verb, told = self.ACTS[act]
        rows: QuerySet[Any] = model.objects.filter(territory=team)
        row = get_object_or_404(rows, pk=pk)
        who = str(getattr(row, "user", row))
        try:
            verb(row, request.user)
        except LastManager:
            words = gettext("%(who)s est seul ou seule à gérer l’équipe : nommez d’abord un ou une autre responsable.")
            messages.error(request, words % {"who": who})
        except model.DoesNotExist as error:
            raise Http404 from error
        else:
            messages.success(request, told % {"who": who})
        if not territories_of(request.user).filter(pk=team.pk).exists():
            return redirect(reverse("wagtailadmin_home"))
        return redirect(TEAM, team.pk)


urlpatterns: list[URLPattern] = [
    path("", TeamsView.as_view(), name="home"),
    path("<int:territory>/", TeamView.as_view(), name="team"),
    path("<int:territory>/<slug:act>/<int:pk>/", TeamActView.as_view(), name="act"),
]
