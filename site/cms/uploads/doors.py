"""The doors of the desk that would keep a file before its form is valid, or that nobody needs.

Wagtail keeps what several files at once bring as it came when another field of the form is wrong (too long a name), to
ask again for that field; here it is refused with the reason. A portrait of who works at the desk is shown nowhere.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from wagtail.admin.views.account import AccountView as WagtailAccountView
from wagtail.documents.views import multiple as documents
from wagtail.images.views import multiple as images

TITLE = 255
"""Letters of a title, as in the models."""


class _AllOrNothingMixin:
    """Several files at once: each is kept when its form is valid, and only then."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Shorten the name that stands for a title; refuse what is still wrong."""
        sent = request.FILES.get("files[]")
        if sent is None:
            return JsonResponse({"success": False, "error_message": ""}, status=400)
        fields: Any = copy(request.POST)
        fields["title"] = (fields.get("title") or sent.name or "")[:TITLE]
        request.POST = fields
        answer: HttpResponse = super().post(request)  # type: ignore[misc]
        return answer

    def get_upload_form_class(self) -> Any:
        """Wagtail's, which says under the file whatever is wrong: the only place that the page shows."""

        class OneFileForm(super().get_upload_form_class()):  # type: ignore[misc]
            def _clean_form(self) -> None:
                super()._clean_form()
                wrong = [each for name, said in self.errors.items() if name != "file" for each in said]
                if wrong and "file" not in self.errors:
                    self.add_error("file", wrong)

        return OneFileForm


class ImagesView(_AllOrNothingMixin, images.AddView):  # type: ignore[misc]
    """``/admin/images/multiple/add/``."""


class DocumentsView(_AllOrNothingMixin, documents.AddView):  # type: ignore[misc]
    """``/admin/documents/multiple/add/``."""


def kept_for_later(request: HttpRequest, uploaded_file_id: int) -> HttpResponse:
    """Where Wagtail would ask again: nothing is kept to ask for."""
    raise Http404


class AccountView(WagtailAccountView):  # type: ignore[misc]
    """``/admin/account/``, without the portrait."""

    def get_panels(self) -> list[Any]:
        """Wagtail's, but for that one."""
        return [panel for panel in super().get_panels() if panel.name != "avatar"]
