"""A page shows the pictures and documents of who writes it, and leads to their pages: choosers offer no others, and no
form may name them. An editor shows what it names by its title, a draft's too.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from cms.desk.scope import documents_of, images_of, pages_of

Named = set[tuple[int, str]]
"""Things that a page names: the key of their content type, and their own as text."""


class PageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Wagtail's form of a page, whose choosers would take any key that is sent."""

    def _post_clean(self) -> None:
        super()._post_clean()
        user = self.for_user
        if user and not user.is_superuser and is_out_of_reach(self._newly_named(), user):
            words = _("Une image ou un document de cette page n’est pas à votre agence : choisissez-en d’autres.")
            self.add_error(None, words)

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """What the open editor takes over once it has saved by itself: its children's keys, and the version it wrote.

        Without the latter a button pressed next would be taken for that of someone who has not seen that version
        (``cms.desk.editing``).
        """
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        if latest := self.instance.latest_revision:
            updates.append(("loaded_revision_id", str(latest.pk)))
            updates.append(("loaded_revision_created_at", latest.created_at.isoformat()))
        return updates

    def _newly_named(self) -> Named:
        """What is asked for and the page did not name before."""
        for formset in self.formsets.values():
            formset.is_valid()  # fills the rows below with what was sent
        rows = [form.instance for formset in self.formsets.values() for form in formset.forms]
        named = {name for thing in (self.instance, *rows) for name in named_by(thing)}
        return named - named_by(self.before) if self.instance.pk else named

    @property
    def before(self) -> Page:
        """The page as it was last written, read anew: Wagtail gives the very one that the form fills, if it is live."""
        return type(self.instance)._default_manager.get(pk=self.instance.pk).get_latest_revision_as_object()


def is_out_of_reach(named: Named, user: Any) -> bool:
    """Whether one of these is a picture, a document or a page of others'."""
    for model, reach in ((get_image_model(), images_of), (get_document_model(), documents_of), (Page, pages_of)):
        kind = ContentType.objects.get_for_model(model).pk
        keys = {key for content_type, key in named if content_type == kind}
        if keys and reach(user).filter(pk__in=keys).count() < len(keys):
            return True
    return False


def named_by(thing: Model) -> Named:
    """What a page, or a row of one, names in its fields, its blocks and what hangs on it."""
    return {(kind, str(key)) for kind, key, *_path in ReferenceIndex._extract_references_from_object(thing)}
