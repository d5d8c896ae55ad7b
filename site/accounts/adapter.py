"""Our answers to allauth: the words, the outbox, and who counts as the same sender."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from accounts.encryption import decrypted, encrypted
from accounts.models import User
from accounts.one_sign_in import sign_in_host
from accounts.words import MAILS, MESSAGES, MISTAKES, NOTICES, SECOND_FACTOR_MISTAKES
from mail.outbox import write_mail
from mail.senders import absolute
from ui.languages import address_in
from ui.typography import clock_time, long_date


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts without a user name, written to through the outbox."""

    error_messages = {**DefaultAccountAdapter.error_messages, **MISTAKES}

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write allauth's mail with our template, in the account's language, else in that of the page."""
        template = MAILS.get(template_prefix, "account_notice")
        account = context.get("user")  # whose address this may yet become
        language = account.language if account else translation.get_language() or ""
        told = partial(_told, template_prefix, context)
        write_mail(template, email, told, language=language, on_behalf=self.request or account)

    def new_user(self, request: HttpRequest) -> User:
        """An account to be, written to in the language of the page."""
        user: User = super().new_user(request)
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        return user

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say ours of ``MESSAGES``, and nothing where we have nothing to say."""
        said = message or MESSAGES.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords for an address whatever the territory's host they are tried at."""
        return str(credentials.get("email", "")).lower()


LINKS = ("activate_url", "password_reset_url", "signup_url")
"""Of what allauth hands over, what our mails say; the rest (requests, users) stays out."""


def _told(template_prefix: str, context: dict[str, Any]) -> dict[str, Any]:
    """What our template reads. The links were made for the page; they lead to the same in the mail's language."""
    links = {name: _here(context[name]) for name in LINKS if name in context}
    told = {
        **links,
        "event": NOTICES.get(template_prefix, ""),
        "reset_url": absolute(reverse("account_reset_password")),
    }
    if timestamp := context.get("timestamp"):
        told |= {"date": long_date(timestamp), "time": clock_time(timestamp), "ip": context.get("ip", "")}
    return told


def _here(url: str) -> str:
    """A link of the page, in the language and on the site of the mail, whatever host was asked."""
    return absolute(address_in(urlsplit(url).path, translation.get_language() or ""))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Codes and passkeys, in our words."""

    error_messages = {**DefaultMFAAdapter.error_messages, **SECOND_FACTOR_MISTAKES}

    def get_totp_issuer(self) -> str:
        """The name that the application of codes shows beside the address."""
        return f"Hameau ({self._get_site_name()})"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a passkey is for: all the sites that share the sign-in (WebAuthn, section 5.1.2)."""
        return {**super().get_public_key_credential_rp_entity(), "id": sign_in_host(current.request)}

    def build_totp_svg(self, url: str) -> str:
        """The square to read with the application, on white: by night a transparent one can't be read."""
        image = qrcode.make(url, image_factory=SvgPathFillImage)
        return str(image.to_string(encoding="unicode"))

    def encrypt(self, text: str) -> str:
        """The secret of an application of codes, and the seed of recovery codes, as the database keeps them."""
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The same, to be used."""
        return decrypted(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """The name proposed for a new passkey."""
        from allauth.mfa.models import Authenticator

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Clé d’accès %(number)d") % {"number": number}
