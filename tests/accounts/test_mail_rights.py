from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from accounts.mail_rights import export_mails
from accounts.rights import erasing, exporting
from mail.models import OutgoingMail, Unsubscription
from mail.unsubscribing import digest_of, unsubscribe
from tests.factories.listings import make_user
from tests.factories.mails import make_mail

pytestmark = pytest.mark.django_db


def test_mails_to_all_addresses_are_exported_and_erased_and_no_other() -> None:
    user, other = make_user(), make_user()
    EmailAddress.objects.create(user=user, email="Ailleurs@demo.example")
    make_mail(to=user.email, subject="Un", text="Secret.\n")
    make_mail(to="ailleurs@DEMO.example", subject="Deux")
    make_mail(to=other.email)
    unsubscribe("nouvelles", digest_of(user.email))
    [section] = export_mails(user)
    assert sorted(str(row["Objet"]) for row in section.rows) == ["Deux", "Un"]
    assert "Secret" not in str(section.rows)
    assert any(sections == [section] for _receiver, sections in exporting.send(type(user), user=user))
    erasing.send(type(user), user=user)
    assert [mail.to for mail in OutgoingMail.objects.all()] == [other.email]
    assert not Unsubscription.objects.exists()
