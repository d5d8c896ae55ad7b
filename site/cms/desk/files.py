"""Images and documents on the desk of an agency: Wagtail's lists, with the tags of its own files."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from taggit.models import Tag
from wagtail.admin.auth import require_admin_access
from wagtail.documents.views import documents
from wagtail.images import get_image_model
from wagtail.images.views import chooser, images
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.desk.scope import Reach, documents_of, images_of
from cms.uploads import doors

SUGGESTED, POPULAR = 10, 10


def tags_of(user: Any, *reaches: Reach) -> QuerySet[Tag]:
    """The tags of the files that a user draws from, the most used first."""
    used = Tag.objects.none()
    for reach in reaches:
        files = reach(user)
        content_type = ContentType.objects.get_for_model(files.model)
        used = used | Tag.objects.filter(
            taggit_taggeditem_items__content_type=content_type,
            taggit_taggeditem_items__object_id__in=files.order_by().values("pk"),
        )
    return used.annotate(uses=Count("taggit_taggeditem_items")).order_by("-uses", "name")  # type: ignore[no-any-return]


def autocomplete(request: HttpRequest) -> JsonResponse:
    """``/admin/tag-autocomplete/?term=``: a list of names, JSON."""
    term = request.GET.get("term", "").replace("\x00", "")[:100]
    tags = tags_of(request.user, images_of, documents_of).filter(name__istartswith=term) if term else Tag.objects.none()
    return JsonResponse(sorted(tags.values_list("name", flat=True)[:SUGGESTED]), safe=False)


class _OwnTagsMixin:
    """A filter of files by tag that offers those of one's own files."""

    reach: Reach
    filters: dict[str, Any]

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)  # type: ignore[call-arg]
        if "tag" in self.filters:
            names = tags_of(request.user, type(self).reach).values_list("name", flat=True)[:POPULAR]
            self.filters["tag"].extra["choices"] = [(name, name) for name in names]


class ImageFilterSet(_OwnTagsMixin, images.ImagesFilterSet):  # type: ignore[misc]
    """What the list of images may be narrowed to."""

    reach = staticmethod(images_of)


class DocumentFilterSet(_OwnTagsMixin, documents.DocumentsFilterSet):  # type: ignore[misc]
    """What the list of documents may be narrowed to."""

    reach = staticmethod(documents_of)


class ImageListView(images.IndexView):  # type: ignore[misc]
    """``/admin/images/``."""

    filterset_class = ImageFilterSet


class DocumentListView(documents.IndexView):  # type: ignore[misc]
    """``/admin/documents/``."""

    filterset_class = DocumentFilterSet


class ImageChooseView(chooser.ImageChooseView):  # type: ignore[misc]
    """``/admin/images/chooser/``."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tags of one's own images."""
        return {**super().get_context_data(**kwargs), "popular_tags": tags_of(self.request.user, images_of)[:POPULAR]}


class ImageChooserViewSet(chooser.ImageChooserViewSet):  # type: ignore[misc]
    """Wagtail's, whose first page is ours."""

    choose_view_class = ImageChooseView


_chooser = ImageChooserViewSet("wagtailimages_chooser", model=get_image_model(), url_prefix="images/chooser")

_patterns: list[URLPattern] = [
    path("tag-autocomplete/", autocomplete),
    path("images/", ImageListView.as_view()),
    path("images/results/", ImageListView.as_view(results_only=True)),
    path("images/chooser/", _chooser.choose_view),
    path("documents/", DocumentListView.as_view()),
    path("documents/results/", DocumentListView.as_view(results_only=True)),
    path("images/multiple/add/", doors.ImagesView.as_view()),
    path("images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/", doors.kept_for_later),
    path("documents/multiple/add/", doors.DocumentsView.as_view()),
    path("documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/", doors.kept_for_later),
    path("account/", doors.AccountView.as_view()),
]
urlpatterns: list[URLPattern] = decorate_urlpatterns(_patterns, require_admin_access)
"""Before Wagtail's own, under ``/admin/``; their names stay Wagtail's."""
