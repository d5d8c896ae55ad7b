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
    EmailAddress.objects.create(user=user, email="Ailleurs@demo.example", verified=True)
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


def test_an_address_that_nobody_confirmed_gives_no_right_over_its_mails() -> None:
    """Or one would ask to change to a neighbour's address, then read the subjects of their mails in one's own data."""
    user = make_user()
    EmailAddress.objects.create(user=user, email="voisine@demo.example", verified=False)
    make_mail(to="voisine@demo.example", subject="Nadia vous répond")
    unsubscribe("nouvelles", digest_of("voisine@demo.example"))
    assert not any(section.rows for section in export_mails(user))
    erasing.send(type(user), user=user)
    assert OutgoingMail.objects.get().subject == "Nadia vous répond"
    assert Unsubscription.objects.exists()
