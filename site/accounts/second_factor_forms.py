"""allauth's forms of codes and passkeys, in the kit's dress."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkey_forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import AccountForm

GOOD_FOR = (2 * app_settings.TOTP_TOLERANCE + 2) * app_settings.TOTP_PERIOD
"""Seconds during which some clock within the tolerance finds a code good (RFC 6238, 5.2: it must not serve twice)."""
_CODE = {"code": _("Code")}
_CODE_HINT = {"code": _("Les six chiffres de votre application, ou l’un de vos codes de secours.")}
_CODE_MISSING = {"code": _("Écrivez le code.")}


class _UsedOnce:
    """A code serves once as long as some clock finds it good; allauth forgets it after half a minute."""

    user: Any

    def clean_code(self) -> str:
        """The code. Raises ``ValidationError`` for one that served."""
        code: str = super().clean_code()  # type: ignore[misc]
        if not cache.add(f"accounts.code.{self.user.pk}.{''.join(code.split())}", True, GOOD_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_UsedOnce, AccountForm, code_forms.AuthenticateForm):  # type: ignore[misc]
    """The code asked after the password."""

    labels, hints, missing = _CODE, _CODE_HINT, _CODE_MISSING


class CodeAgainForm(_UsedOnce, AccountForm, code_forms.ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before something grave."""

    labels, hints, missing = _CODE, _CODE_HINT, _CODE_MISSING


class FirstCodeForm(AccountForm, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new application, which proves that it holds the secret."""

    labels, missing = _CODE, _CODE_MISSING
    hints = {"code": _("Les six chiffres que l’application montre maintenant.")}


@contextmanager
def _rubbish_is_a_mistake() -> Iterator[None]:
    """allauth 65 lets what is no credential at all (``{}``) end in an error of the server."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValidationError(_("La clé d’accès n’a pas répondu comme prévu. Recommencez.")) from error


class PasskeyForm(passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey asked after the password."""

    def clean_credential(self) -> Any:
        """The authenticator that the credential belongs to."""
        with _rubbish_is_a_mistake():
            return super().clean_credential()


class PasskeyAgainForm(PasskeyForm, passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey once more, before something grave."""


class PasskeyAloneForm(PasskeyForm, passkey_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """The passkey instead of the password."""


class NewPasskeyForm(AccountForm, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A name for a new passkey."""

    labels = {"name": _("Nom de cette clé"), "passwordless": _("Se connecter avec cette clé seule, sans mot de passe")}
    hints = {"name": _("Pour la reconnaître : « téléphone », « ordinateur du bureau ».")}

    def clean(self) -> dict[str, Any]:
        """The name and the new credential."""
        with _rubbish_is_a_mistake():
            return dict(super().clean() or {})


class PasskeyNameForm(AccountForm, passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    labels = {"name": _("Nom de cette clé")}
    missing = {"name": _("Donnez-lui un nom.")}
