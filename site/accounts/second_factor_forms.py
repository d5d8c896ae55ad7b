"""allauth's forms of codes and passkeys, in the kit's dress."""

from __future__ import annotations

from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkey_forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import AccountForm

_CODE = {"code": _("Code")}
_CODE_HINT = {"code": _("Les six chiffres de votre application, ou l’un de vos codes de secours.")}
_CODE_MISSING = {"code": _("Écrivez le code.")}


class CodeForm(AccountForm, code_forms.AuthenticateForm):  # type: ignore[misc]
    """The code asked after the password."""

    labels, hints, missing = _CODE, _CODE_HINT, _CODE_MISSING


class CodeAgainForm(AccountForm, code_forms.ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before something grave."""

    labels, hints, missing = _CODE, _CODE_HINT, _CODE_MISSING


class FirstCodeForm(AccountForm, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new application, which proves that it holds the secret."""

    labels, missing = _CODE, _CODE_MISSING
    hints = {"code": _("Les six chiffres que l’application montre maintenant.")}


class NewPasskeyForm(AccountForm, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A name for a new passkey."""

    labels = {"name": _("Nom de cette clé"), "passwordless": _("Se connecter avec cette clé seule, sans mot de passe")}
    hints = {"name": _("Pour la reconnaître : « téléphone », « ordinateur du bureau ».")}


class PasskeyNameForm(AccountForm, passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    labels = {"name": _("Nom de cette clé")}
    missing = {"name": _("Donnez-lui un nom.")}
