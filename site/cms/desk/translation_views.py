"""Addresses of wagtail-localize in the place of its own, where these let through what is not for who asks."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.convert import convert_to_alias
from wagtail_localize.views.edit_translation import edit_override
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from cms.desk.scope import pages_of, sources_of, translations_of
from cms.own_things import is_out_of_reach, named_by


class UpdateForm(UpdateTranslationsForm):  # type: ignore[misc]
    """Wagtail-localize's, which would publish at once what nobody translated, and for who may not publish."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["publish_translations"]

    def clean(self) -> dict[str, Any]:
        """Nothing is published here."""
        return {**super().clean(), "publish_translations": False}


class UpdateView(UpdateTranslationsView):  # type: ignore[misc]
    """``/admin/localize/update/<key>/``: « Synchroniser les pages traduites », of one's own pages."""

    def get_object(self) -> TranslationSource:
        """What they are translated from."""
        return get_object_or_404(sources_of(self.request.user), pk=self.kwargs["translation_source_id"])

    def get_form(self) -> UpdateForm:
        """The form, filled when it was sent."""
        return UpdateForm(self.request.POST if self.request.method == "POST" else None)


def convert(request: HttpRequest, page_id: int) -> HttpResponse:
    """``/admin/localize/page/<key>/convert_to_alias/``: give up an English page, which says the French again.

    Wagtail-localize's, which lets who may change a page undo what is public. Raises ``Http404``, ``PermissionDenied``.
    """
    page = get_object_or_404(pages_of(request.user), pk=page_id)
    if page.live and not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    answer: HttpResponse = convert_to_alias(request, page_id)
    return answer


def override(request: HttpRequest, translation_id: int, overridable_segment_id: int) -> HttpResponse:
    """``/admin/localize/translate/<key>/overrides/<key>/edit/``: another picture in English than in French.

    Wagtail-localize's, which would take any key that is sent. Raises ``Http404`` for what is not one's own.
    """
    translation = get_object_or_404(translations_of(request.user), pk=translation_id)
    with transaction.atomic():
        answer: HttpResponse = edit_override(request, translation_id, overridable_segment_id)
        if request.method == "PUT" and is_out_of_reach(_named_anew(translation), request.user):
            raise Http404
    return answer


def _named_anew(translation: Translation) -> Any:
    """What a translation shows as it stands that neither its French page nor its English one did."""
    page = translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    before = translation.source.as_instance(), translation.get_target_instance().get_latest_revision_as_object()
    return named_by(page).difference(*map(named_by, before))


_patterns: list[URLPattern] = [
    path("page/<int:page_id>/convert_to_alias/", convert),
    path("update/<int:translation_source_id>/", UpdateView.as_view()),
    path("translate/<int:translation_id>/overrides/<int:overridable_segment_id>/edit/", override),
]
urlpatterns: list[URLPattern] = decorate_urlpatterns(_patterns, require_admin_access)
"""Before wagtail-localize's own, under ``/admin/localize/``; their names stay its own."""
