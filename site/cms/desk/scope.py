"""What an agency may open of Wagtail's desk: a short list of addresses, and under each only its own objects.

Wagtail checks rights by model or by page, view by view, and some of its views check none. Here, whoever is no superuser
finds 404 at every address of Wagtail's that this module does not name, and at those it names when what the address or
its ``id`` points at is not in their reach. Our own views find their rows through ``for_user()`` and are let through.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, TranslationSource

DESK = "/admin/"


def pages_of(user: Any) -> QuerySet[Page]:
    """The pages that a user may work on, with those above them up to where their rights meet."""
    return policy_registry.get_by_type(Page).explorable_instances(user)  # type: ignore[no-any-return]


def images_of(user: Any) -> QuerySet[Any]:
    """The images of the collections that a user draws from."""
    return _files_of(get_image_model(), user)


def documents_of(user: Any) -> QuerySet[Any]:
    """The documents of the collections that a user draws from."""
    return _files_of(get_document_model(), user)


def _files_of(model: Any, user: Any) -> QuerySet[Any]:
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, ["choose", "change", "delete"])  # type: ignore[no-any-return]


def _above(user: Any) -> QuerySet[Page]:
    """The pages of a user, and all those above: what a chooser goes through to reach them."""
    pages = pages_of(user)
    for page in pages.order_by("path")[:1]:
        pages = pages | Page.objects.ancestor_of(page)
    return pages


Reach = Callable[[Any], QuerySet[Any]]


def translations_of(user: Any) -> QuerySet[Translation]:
    """The translations of the pages of a user."""
    keys = pages_of(user).order_by().values("translation_key")
    return Translation.objects.filter(source__object_id__in=keys)  # type: ignore[no-any-return]


def sources_of(user: Any) -> QuerySet[TranslationSource]:
    """What the pages of a user are translated from."""
    keys = pages_of(user).order_by().values("translation_key")
    return TranslationSource.objects.filter(object_id__in=keys)  # type: ignore[no-any-return]


OBJECTS: dict[str, Reach] = {
    "wagtail_localize:submit_page_translation": pages_of,
    "wagtail_localize:convert_to_alias": pages_of,
    "wagtail_localize:update_translations": sources_of,
    "wagtail_localize:edit_string_translation": translations_of,
    "wagtail_localize:edit_override": translations_of,
    "wagtail_localize:preview_translation": translations_of,
    "wagtail_localize:stop_translation": translations_of,
    "wagtailadmin_explore": pages_of,
    "wagtailadmin_explore_results": pages_of,
    "wagtailadmin_pages": pages_of,
    "wagtailadmin_api:pages": pages_of,
    "wagtailadmin_choose_page": pages_of,
    "wagtailadmin_choose_page_child": _above,
    "wagtailadmin_choose_page_search": pages_of,
    "wagtailadmin_choose_page_chosen_multiple": pages_of,
    "wagtailimages": images_of,
    "wagtailimages_chooser": images_of,
    "wagtaildocs": documents_of,
    "wagtaildocs_chooser": documents_of,
}
"""Names of addresses, or of their namespace, whose keys lead to objects: those that a user reaches."""
KEYS = (
    "page_id",
    "parent_page_id",
    "page_to_move_id",
    "destination_id",
    "translation_id",
    "translation_source_id",
    "image_id",
    "document_id",
    "doc_id",
    "pk",
)
"""The parameters that are the key of such an object. Wagtail itself asks whose ``uploaded_file_id`` is."""
BULK: dict[tuple[str, str], Reach] = {
    ("wagtailcore", "page"): pages_of,
    ("cms", "picture"): images_of,
    ("cms", "file"): documents_of,
}
"""What acts on several objects at once may act on."""
OPEN = {
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_account",
    "wagtailadmin_logout",
    "wagtailadmin_dismissibles",
    "wagtailadmin_block_preview",
    "wagtailadmin_sprite",
    "wagtailadmin_login",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}
"""Names of addresses that lead to no object."""
CLOSED = {
    "wagtailadmin_pages:choose_parent",
    "wagtailadmin_pages:type_use",
    "wagtailadmin_pages:type_use_results",
    "wagtailadmin_pages:workflow_action",
    "wagtailadmin_pages:workflow_preview",
}
"""Names inside an open namespace that cross territories, or that decide on a page without showing it."""


class DeskScopeMiddleware:
    """Answer 404 where this module lets an agency see nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let through, or answer as if nothing were there."""
        if not request.path_info.startswith(DESK) or not _is_wagtails(view):
            return None
        user = request.user
        if not user.is_active or user.is_superuser or is_within_reach(request, kwargs):
            return None
        return page_not_found(request, Exception(), template_name="wagtailadmin/404.html")


def is_within_reach(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """Whether an address of Wagtail's, and everything that it points at, is for this user."""
    match = request.resolver_match
    if match is None or match.view_name in CLOSED:
        return False
    if match.view_name in OPEN:
        return True
    if match.view_name == "wagtail_bulk_action":
        reach = BULK.get((kwargs["app_label"], kwargs["model_name"]))
    elif match.view_name == "wagtailadmin_editing_sessions:ping":
        return _reaches(pages_of, request.user, [kwargs["object_id"]])
    elif match.view_name == "wagtailadmin_editing_sessions:release":
        return True  # Wagtail asks whose session it is
    else:
        reach = OBJECTS.get(match.view_name) or OBJECTS.get(match.namespace)
    if reach is None:
        return False
    keys = [kwargs[name] for name in KEYS if name in kwargs]
    return (
        _are_of_page(kwargs)
        and _reaches(reach, request.user, [*keys, *request.GET.getlist("id")])
        and _reaches(pages_of, request.user, request.GET.getlist("childOf"))
    )


def _are_of_page(kwargs: dict[str, Any]) -> bool:
    """Whether the state of a circuit, where an address has one beside the key of a page, is one of that page."""
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id=str(kwargs.get("page_id", ""))
    )
    if "task_state_id" in kwargs:
        return bool(TaskState.objects.filter(pk=kwargs["task_state_id"], workflow_state__in=states).exists())
    return "workflow_state_id" not in kwargs or bool(states.filter(pk=kwargs["workflow_state_id"]).exists())


def _reaches(reach: Reach, user: Any, keys: list[Any]) -> bool:
    """Whether all these keys, of which « all » is none, are within a reach."""
    wanted = {str(key) for key in keys} - {"all", ""}
    if not wanted:
        return True
    if not all(key.isdecimal() and len(key) < 19 for key in wanted):
        return False
    return reach(user).filter(pk__in=wanted).count() == len(wanted)


def _is_wagtails(view: Any) -> bool:
    """Whether a view is Wagtail's own."""
    module = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return bool(module.__module__.startswith(("wagtail.", "wagtail_localize.")))
