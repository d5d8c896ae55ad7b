"""The resource centre: its index, resources with their files and links, and collections of resources."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from cms.models.pages import EditorialPage
from cms.models.resource_querysets import ResourceManager
from cms.own_things import PageForm
from cms.resources.vocabulary import Audience, Licence, ResourceType, Theme
from listings.fields import CodeSetField

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "link", "ul", "ol", "document-link"]


class ResourceIndexPage(EditorialPage):
    """`/ressources/`: one to a site. Its list is made of the resources below it, and of the others' in one click."""

    template = "cms/resource_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.PortalPage"]
    subpage_types: ClassVar[list[str]] = ["cms.ResourcePage", "cms.ResourceCollectionPage"]
    max_count_per_parent = 1
    in_menu_once_filled = True

    class Meta:
        verbose_name = _("centre de ressources")
        verbose_name_plural = _("centres de ressources")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with the resources that the address asks for."""
        from cms.resources.results import ResourceResults

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "results": ResourceResults(request.GET, self)}


class ResourceForm(PageForm):
    """A resource is something to open: a file or a link, before it is published."""

    def clean(self) -> dict[str, Any]:
        """Add what misses to the form's errors."""
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation and not any(self._keeps_one(name) for name in ("files", "links")):
            message = _("Ajoutez au moins un fichier ou un lien : c’est ce que l’on vient chercher.")
            self.add_error(None, ValidationError(message, code="nothing_to_open"))
        return cleaned

    def _keeps_one(self, name: str) -> bool:
        formset = self.formsets.get(name)
        if formset is None:
            return False
        formset.is_valid()  # what is ticked for removal is known then
        kept = (form for form in formset.forms if not formset._should_delete_form(form))
        return any(form.has_changed() or form.instance.pk for form in kept)


class ResourcePage(EditorialPage):
    """A guide, a model, a study… with its files or its links; its territory is its site's."""

    kind = models.CharField(_("type"), max_length=20, choices=ResourceType.choices)
    themes = CodeSetField(_("thèmes"), vocabulary=Theme)
    audiences = CodeSetField(_("public"), vocabulary=Audience)
    dated = models.DateField(_("date du document"), help_text=_("Celle qu’il porte, ou celle de sa dernière version."))
    author = models.CharField(_("auteur"), max_length=200, blank=True, help_text=_("La personne ou la structure."))
    licence = models.CharField(
        _("licence"),
        max_length=20,
        choices=Licence.choices,
        default=Licence.RESERVED,
        help_text=_("Ce que l’on a le droit d’en faire. Sans autorisation écrite de l’auteur : tous droits réservés."),
    )
    body = RichTextField(_("texte"), blank=True, features=TEXT_FEATURES)

    objects = ResourceManager()

    template = "cms/resource_page.html"
    base_form_class = ResourceForm
    parent_page_types: ClassVar[list[str]] = ["cms.ResourceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    is_searched_apart = True
    content_panels: ClassVar[list[Any]] = [
        *EditorialPage.content_panels,
        FieldPanel("kind"),
        FieldPanel("themes"),
        FieldPanel("audiences"),
        InlinePanel("files", heading=_("Fichiers"), label=_("Fichier")),
        InlinePanel("links", heading=_("Liens"), label=_("Lien")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("dated"), FieldPanel("licence")]), FieldPanel("author")],
            _("Le document"),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("ressource")
        verbose_name_plural = _("ressources")
        indexes = [models.Index(fields=["-dated", "page_ptr"], name="cms_resource_latest")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with what stands around the resource."""
        from cms.resources.page import ResourceView

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "resource": ResourceView(self, request)}


class ResourceFile(Orderable):  # type: ignore[misc]
    """A file of a resource."""

    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        get_document_model_string(), models.CASCADE, related_name="+", verbose_name=_("fichier")
    )
    label = models.CharField(
        _("intitulé"), max_length=120, blank=True, help_text=_("Par exemple « Le guide complet ». Sinon, son titre.")
    )

    panels: ClassVar[list[Any]] = [FieldPanel("document"), FieldPanel("label")]

    class Meta(Orderable.Meta):  # type: ignore[misc]
        verbose_name = _("fichier d’une ressource")
        verbose_name_plural = _("fichiers des ressources")

    def __str__(self) -> str:
        return self.label or str(self.document)


class ResourceLink(Orderable):  # type: ignore[misc]
    """A link of a resource to somewhere else."""

    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(_("adresse"), max_length=500, db_index=True)
    label = models.CharField(_("intitulé"), max_length=120, blank=True, help_text=_("Sinon, le nom du site."))

    panels: ClassVar[list[Any]] = [FieldPanel("url"), FieldPanel("label")]

    class Meta(Orderable.Meta):  # type: ignore[misc]
        verbose_name = _("lien d’une ressource")
        verbose_name_plural = _("liens des ressources")

    def __str__(self) -> str:
        return self.label or self.url


class ResourceCollectionPage(EditorialPage):
    """Resources that an agency chose and put in order."""

    objects = ResourceManager()

    template = "cms/resource_collection_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.ResourceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *EditorialPage.content_panels,
        InlinePanel("collected", heading=_("Ressources"), label=_("Ressource"), min_num=1),
    ]

    class Meta:
        verbose_name = _("collection de ressources")
        verbose_name_plural = _("collections de ressources")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with its published resources, in order."""
        from cms.resources.cards import cards_of_collection

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "resources": cards_of_collection(self)}


class CollectedResource(Orderable):  # type: ignore[misc]
    """A resource in a collection."""

    page = ParentalKey(ResourceCollectionPage, on_delete=models.CASCADE, related_name="collected")
    resource = models.ForeignKey(ResourcePage, models.CASCADE, related_name="+", verbose_name=_("ressource"))

    panels: ClassVar[list[Any]] = [PageChooserPanel("resource", "cms.ResourcePage")]

    class Meta(Orderable.Meta):  # type: ignore[misc]
        verbose_name = _("ressource d’une collection")
        verbose_name_plural = _("ressources des collections")

    def __str__(self) -> str:
        return str(self.resource)
