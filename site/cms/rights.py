"""What Wagtail keeps about someone who used the desk: logs, which stay without a name, and a profile."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.rights import Section, erasing, exporting
from cms.models import MailText
from cms.moderation import forget_told


@receiver(exporting, dispatch_uid="cms.export")
def export_desk(user: User, **kwargs: Any) -> list[Section]:
    """What a user did at the desk, and their portrait there."""
    entries = [*_done_by(PageLogEntry, user), *_done_by(ModelLogEntry, user)]
    rows = [{_("Quoi"): row.label, _("Action"): row.action, _("Quand"): row.timestamp} for row in entries]
    profile = UserProfile.objects.filter(user=user).first()
    portrait = profile.avatar.name if profile and profile.avatar else ""
    if not rows and not portrait:
        return []
    files = {portrait.rsplit("/", 1)[-1]: portrait} if portrait else {}
    return [Section(_("Bureau de l’agence"), rows, files)]


@receiver(exporting, dispatch_uid="cms.export_mail_texts")
def export_mail_texts(user: User, **kwargs: Any) -> list[Section]:
    """The words of mails that a user wrote for their agency; these stay, without a name, when the account goes."""
    texts = MailText.objects.filter(written_by=user).select_related("territory").order_by("written_at", "pk")
    rows = [{_("Courriel"): str(text), _("Texte"): text.said, _("Quand"): text.written_at} for text in texts]
    return [Section(_("Textes de courriels"), rows)] if rows else []


@receiver(erasing, dispatch_uid="cms.erase")
def erase_desk(user: User, **kwargs: Any) -> None:
    """Take the name out of logs and of mails about pages; the logs about the account, the portrait with its file."""
    forget_told(user)
    for model in (PageLogEntry, ModelLogEntry):
        _done_by(model, user).update(user=None)
    about = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=about, object_id=str(user.pk)).delete()
    for profile in UserProfile.objects.filter(user=user):
        profile.avatar.delete(save=False)
        profile.delete()


def _done_by(model: Any, user: User) -> Any:
    return model.objects.filter(user_id=user.pk).order_by("timestamp", "pk")
