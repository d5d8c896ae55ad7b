"""The desk's part for those who open sites: territories, their agencies, their colours."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from cms.blocks.links import PageLinks
from cms.desk import editing, handbook, identity, mail_texts, pages_panel, redirections, territories, translations  # noqa: F401 - the first registers its own
from cms.desk.scope import pages_of
from cms.models import SiteTerritory
from cms.resources import desk as resources
from cms.resources import desk_links
from geography.models import Territory
from listings.agency_teams import INVITED, JOINED, LEFT, MANAGES, MANAGES_NO_MORE
from listings.desk import home, team
from listings.desk.menu import DeskMenuItem, ManagerMenuItem, ModeratorMenuItem, SuperuserMenuItem


class TerritoryViewSet(ModelViewSet):  # type: ignore[misc]
    """Name and agency of a territory. Its communes come from its opening: a form of 35 000 is no form."""

    model = Territory
    icon = "site"
    menu_label = _("Territoires")
    form_fields = ("name", "agency_name", "agency_email")
    list_display = ("name", "agency_name", "agency_email")
    inspect_view_enabled = False
    add_view_class = territories.InsteadOfAddingView


class SiteTerritoryViewSet(ModelViewSet):  # type: ignore[misc]
    """Which site speaks for which territory, in which colours."""

    model = SiteTerritory
    icon = "site"
    menu_label = _("Sites et couleurs")
    form_fields = ("site", "territory", "brand", "accent", "logo", "mail_from")
    list_display = ("site", "territory", "brand", "accent")


class TerritoriesGroup(ModelViewSetGroup):  # type: ignore[misc]
    """One entry of the desk's menu, for those who may change one of them."""

    menu_label = _("Territoires")
    menu_icon = "site"
    menu_order = 700
    items = (TerritoryViewSet, SiteTerritoryViewSet)


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_territories() -> TerritoriesGroup:
    """Add the group to the desk."""
    return TerritoriesGroup()


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_team_urls() -> list[URLResolver]:
    """``/admin/equipe/``."""
    return [path("equipe/", include((team.urlpatterns, team.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_team_menu_item() -> ModeratorMenuItem:
    """« Équipe »."""
    return ModeratorMenuItem(_("Équipe"), reverse_lazy(team.HOME), name="equipe", icon_name="group", order=690)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_resource_urls() -> list[URLResolver]:
    """``/admin/ressources/``."""
    return [path("ressources/", include((resources.urlpatterns, desk_links.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_resource_menu_item() -> DeskMenuItem:
    """« Ressources »."""
    address = reverse_lazy(resources.LIST)
    return DeskMenuItem(_("Ressources"), address, name="ressources", icon_name="doc-full", order=150)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_redirection_urls() -> list[URLResolver]:
    """``/admin/adresses/``."""
    return [path("adresses/", include((redirections.urlpatterns, redirections.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_redirections_menu_item() -> ModeratorMenuItem:
    """« Anciennes adresses »."""
    label = _("Anciennes adresses")
    return ModeratorMenuItem(label, reverse_lazy(redirections.HOME), name="adresses", icon_name="redirect", order=685)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_territory_urls() -> list[URLResolver]:
    """``/admin/identite/`` and ``/admin/territoires/``."""
    return [
        path("identite/", include((identity.urlpatterns, identity.NAMESPACE))),
        path("territoires/", include((territories.urlpatterns, territories.NAMESPACE))),
    ]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_identity_menu_item() -> ManagerMenuItem:
    """« Identité »."""
    return ManagerMenuItem(_("Identité"), reverse_lazy(identity.HOME), name="identite", icon_name="site", order=692)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_opening_menu_item() -> SuperuserMenuItem:
    """« Ouvrir un territoire »."""
    label = _("Ouvrir un territoire")
    return SuperuserMenuItem(
        label, reverse_lazy(territories.OPEN), name="ouvrir", icon_name="plus", order=705, count=lambda user: 0
    )


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_handbook_urls() -> list[URLResolver]:
    """``/admin/guide/``."""
    return [path("guide/", include((handbook.urlpatterns, handbook.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_handbook_menu_item() -> DeskMenuItem:
    """« Guide »."""
    return DeskMenuItem(_("Guide"), reverse_lazy(handbook.HOME), name="guide", icon_name="help", order=695)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_mail_text_urls() -> list[URLResolver]:
    """``/admin/courriels/textes/``."""
    return [path("courriels/textes/", include((mail_texts.urlpatterns, mail_texts.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_mail_texts_menu_item() -> ModeratorMenuItem:
    """« Textes des courriels »."""
    label = _("Textes des courriels")
    return ModeratorMenuItem(label, reverse_lazy(mail_texts.HOME), name="textes-courriels", icon_name="mail", order=692)


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def add_wrong_mail_texts(request: HttpRequest, panels: list[Any]) -> None:
    """Which of an agency's own words mails can't be written with."""
    panels.append(mail_texts.WrongTextsPanel(request.user))


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def register_team_log_actions(actions: Any) -> None:
    """How the history of a territory tells of its team."""
    actions.register_action(INVITED, _("Inviter dans l’équipe"), _("Invitation dans l’équipe"))
    actions.register_action(JOINED, _("Rejoindre l’équipe"), _("Arrivée dans l’équipe"))
    actions.register_action(LEFT, _("Retirer de l’équipe"), _("Départ de l’équipe"))
    actions.register_action(MANAGES, _("Confier l’équipe"), _("Équipe confiée"))
    actions.register_action(MANAGES_NO_MORE, _("Ne plus confier l’équipe"), _("Équipe retirée"))


@hooks.register("construct_page_chooser_queryset")  # type: ignore[untyped-decorator]
def choose_own_pages(pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Offer in choosers the pages that one works on."""
    return pages.filter(pk__in=pages_of(request.user).order_by().values("pk"))


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator]
def hide_what_leads_nowhere(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's reports cross territories, and its help is for those who run the site: superusers keep both."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in {"reports", "help"}]


home.register(pages_panel.tasks_of)

hooks.register("before_edit_page", translations.publish_when_whole, order=-1)  # before Wagtail-localize's own
hooks.register("before_serve_page", translations.read_in_one_s_language)
hooks.register("construct_translated_pages_to_cascade_actions", translations.take_translations_along)
hooks.register("after_bulk_action", translations.take_translations_of_many_along)


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def tell_of_pages(request: HttpRequest, panels: list[Any]) -> None:
    """One's drafts, what waits and what is scheduled, in the place of Wagtail's panels of the same."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in pages_panel.REPLACED]
    panels.append(pages_panel.PagesPanel(request.user))


@hooks.register("register_rich_text_features", order=10)  # type: ignore[untyped-decorator]
def register_page_links(features: Any) -> None:
    """Links to pages, after Wagtail's own, in whose place they come."""
    features.register_link_type(PageLinks)
