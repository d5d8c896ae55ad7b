"""allauth's forms in the kit's dress and in our words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import consents
from accounts.actions import confirm_first_address, take_over
from accounts.models import languages
from ui.forms import KitForm, Mistake

LENGTH = _("Douze signes au moins. Une phrase de quatre mots se retient mieux qu’un mot compliqué.")
NOT_AN_ADDRESS = _("Vérifiez l’adresse : elle ressemble à nom@exemple.fr.")


class AccountForm(KitForm):
    """The base, without placeholders: ``labels``, ``hints`` and ``missing`` (what to say when it is empty), by field.

    ``called`` is the short name, in the summary of mistakes, of a box whose label is a whole sentence.
    """

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    missing: dict[str, Any] = {}
    called: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = NOT_AN_ADDRESS

    def _field_mistakes(self) -> Iterator[Mistake]:
        for mistake in super()._field_mistakes():
            yield replace(mistake, label=self.called.get(mistake.anchor.removeprefix("id_"), mistake.label))


class SignInForm(AccountForm, allauth_forms.LoginForm):  # type: ignore[misc]
    """Address and password."""

    labels = {"login": _("Courriel"), "password": _("Mot de passe")}
    missing = {"login": _("Écrivez votre adresse."), "password": _("Écrivez votre mot de passe.")}


class ConsentForm(AccountForm):
    """Agreeing to have an account, in the words of today."""

    consent = forms.BooleanField(
        error_messages={"required": _("Cochez cette case : sans votre accord, nous ne pouvons pas garder de compte.")}
    )
    called = {"consent": _("Votre accord")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].label = str(consents.ACCOUNT.text)


class SignUpForm(ConsentForm, allauth_forms.SignupForm):  # type: ignore[misc]
    """Address, password and consent; the same answer and the same work whether the address has an account or not."""

    field_order = ["email", "password1", "consent"]
    labels = {"email": _("Courriel"), "password1": _("Mot de passe")}
    hints = {
        "email": _("Il ne sera pas publié. Un message y part, pour vérifier qu’il est à vous."),
        "password1": LENGTH,
    }
    missing = {"email": _("Écrivez votre adresse."), "password1": _("Choisissez un mot de passe.")}

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """Save; for an address that has an account, hash the password all the same, so that time tells nothing."""
        if self.account_already_exists:
            get_user_model()().set_password(self.cleaned_data["password1"])
        return super().try_save(request)  # type: ignore[no-any-return]

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Keep what was agreed to."""
        consents.give(user, consents.ACCOUNT)


class NewEmailForm(AccountForm, allauth_forms.AddEmailForm):  # type: ignore[misc]
    """Another address, which counts once it is confirmed."""

    labels = {"email": _("Nouvelle adresse")}
    hints = {"email": _("Un message y part : elle remplace l’ancienne quand vous suivez son lien.")}
    missing = {"email": _("Écrivez la nouvelle adresse.")}


class NewPasswordForm(AccountForm, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """A new password, for someone who knows the present one."""

    labels = {"oldpassword": _("Mot de passe actuel"), "password1": _("Nouveau mot de passe")}
    hints = {"password1": LENGTH}
    missing = {
        "oldpassword": _("Écrivez votre mot de passe actuel."),
        "password1": _("Choisissez un mot de passe."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]  # browsers show what is typed, and a reset by mail mends a slip


class FirstPasswordForm(AccountForm, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """A password, for an account that has none."""

    labels = {"password1": _("Mot de passe")}
    hints = {"password1": LENGTH}
    missing = {"password1": _("Choisissez un mot de passe.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class TakeOverForm(ConsentForm, FirstPasswordForm):
    """What the owner of an address chooses who confirms it elsewhere than where the account was asked for."""

    labels = {"password1": _("Mot de passe")}
    hints = {"password1": LENGTH}
    missing = {"password1": _("Choisissez un mot de passe.")}
    field_order = ["password1", "consent"]

    def save(self) -> None:
        """Make the account theirs."""
        take_over(self.user, self.cleaned_data["password1"])


class ForgottenPasswordForm(AccountForm, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """The address to which a link is sent."""

    labels = {"email": _("Courriel")}
    missing = {"email": _("Écrivez votre adresse.")}


class ReplacedPasswordForm(AccountForm, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The password chosen after a link."""

    labels = {"password1": _("Nouveau mot de passe")}
    hints = {"password1": LENGTH}
    missing = {"password1": _("Choisissez un mot de passe.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]

    def save(self) -> None:
        """Change the password; the link was mailed, so it confirms an address that waited for it."""
        super().save()
        confirm_first_address(self.user)


class PasswordAgainForm(AccountForm, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something grave."""

    labels = {"password": _("Mot de passe")}
    missing = {"password": _("Écrivez votre mot de passe.")}


class LanguageForm(KitForm):
    """The language in which the site writes to someone."""

    language = forms.ChoiceField(
        label=_("Dans quelle langue vous écrire ?"),
        choices=languages,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une langue."),
            "invalid_choice": _("Choisissez une langue de cette liste."),
        },
    )


class SessionsForm(forms.Form):
    """Which sessions to end."""

    scope = forms.ChoiceField(choices=[("others", ""), ("all", "")])


class EraseForm(PasswordAgainForm):
    """The last word before an account is erased; without a password, a recent sign-in stands for it."""

    understood = forms.BooleanField(
        label=_("Je comprends que tout ce qui est à moi s’efface maintenant, et que personne ne peut le rendre."),
        error_messages={"required": _("Cochez cette case pour effacer votre compte.")},
    )
    field_order = ["password", "understood"]
    called = {"understood": _("Dernier mot")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.user.has_usable_password():
            del self.fields["password"]
