"""Who moderates what: in the settings of the desk, for superusers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from listings.actions import appoint_moderator, dismiss_moderator, open_or_close_desk
from listings.models import Moderator


class AppointView(generic.CreateView):  # type: ignore[misc]
    """Name someone, and open the desk to them."""

    def save_instance(self) -> Moderator:
        """The new moderator."""
        asked = self.form.cleaned_data
        moderator = appoint_moderator(asked["user"], asked["territory"])
        if asked["is_manager"]:
            moderator.is_manager = True
            moderator.save(update_fields=["is_manager"])
        return moderator


class ReappointView(generic.EditView):  # type: ignore[misc]
    """Correct an appointment: the desk follows the accounts, before and after."""

    def save_instance(self) -> Any:
        """The corrected moderator."""
        before = Moderator.objects.select_related("user").get(pk=self.object.pk).user
        moderator = super().save_instance()
        for user in {before, moderator.user}:
            open_or_close_desk(user)
        return moderator


class DismissView(generic.DeleteView):  # type: ignore[misc]
    """End an appointment, and close the desk to who has no other."""

    def delete_action(self) -> None:
        """Dismiss."""
        dismiss_moderator(self.object)


class ModeratorViewSet(ModelViewSet):  # type: ignore[misc]
    """``/admin/moderation/``. Wagtail's own permissions of the model: nobody but superusers has them."""

    model = Moderator
    name = "moderation"
    icon = "group"
    menu_label = _("Modération")
    add_to_settings_menu = True
    form_fields = ["user", "territory", "is_manager"]
    list_display = [
        TitleColumn("user", label=_("Compte"), url_name="moderation:edit"),
        Column("territory"),
        BooleanColumn("is_manager"),
    ]
    add_view_class = AppointView
    edit_view_class = ReappointView
    delete_view_class = DismissView
    copy_view_enabled = False
    inspect_view_enabled = False
