"""The mails about accounts, as the desk and their readers must know of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mail.catalogue import Letter, Variable, register

GROUP = _("Comptes")
_ASKED = _("Vous recevez ce courriel parce que cette adresse vient d’être donnée sur le site.")
_YOURS = _("Vous recevez ce courriel parce que cette adresse est celle de votre compte.")


def _link(source: str, meaning: object, path: str) -> Variable:
    return Variable("lien", source, meaning, path, is_link=True, is_compulsory=True)


LETTERS = (
    Letter(
        "account_confirm_signup",
        GROUP,
        _("Ouvrir un compte"),
        _("Dès qu’une personne demande un compte : elle confirme ainsi son adresse."),
        _ASKED,
        (_link("activate_url", _("Le lien qui ouvre le compte"), "/compte/confirmer-adresse/exemple/"),),
        is_guarded=True,
    ),
    Letter(
        "account_confirm",
        GROUP,
        _("Confirmer une adresse"),
        _("Quand une personne change l’adresse de son compte."),
        _ASKED,
        (_link("activate_url", _("Le lien qui confirme l’adresse"), "/compte/confirmer-adresse/exemple/"),),
        is_guarded=True,
    ),
    Letter(
        "account_exists",
        GROUP,
        _("Déjà un compte"),
        _("Quand une personne demande un compte avec une adresse qui en a déjà un."),
        _ASKED,
        (_link("password_reset_url", _("Le lien pour choisir un autre mot de passe"), "/compte/mot-de-passe/oublie/"),),
        is_guarded=True,
    ),
    Letter(
        "account_unknown",
        GROUP,
        _("Pas de compte"),
        _("Quand une personne demande un autre mot de passe pour une adresse sans compte."),
        _ASKED,
        (_link("signup_url", _("Le lien pour ouvrir un compte"), "/compte/inscription/"),),
        is_guarded=True,
    ),
    Letter(
        "account_reset",
        GROUP,
        _("Choisir un autre mot de passe"),
        _("Quand une personne a oublié son mot de passe."),
        _YOURS,
        (
            _link(
                "password_reset_url", _("Le lien pour choisir un autre mot de passe"), "/compte/mot-de-passe/exemple/"
            ),
        ),
        is_guarded=True,
    ),
    Letter(
        "account_notice",
        GROUP,
        _("Un changement dans le compte"),
        _("Après un changement d’adresse, de mot de passe ou de double authentification."),
        _YOURS,
        (
            Variable("événement", "event", _("Ce qui a changé"), _("Le mot de passe de votre compte a changé")),
            Variable("date", "date", _("Le jour"), _("24 décembre 2026")),
            Variable("heure", "time", _("L’heure"), "9 h 30"),
            Variable("adresse IP", "ip", _("D’où cela vient"), "192.0.2.7"),
            _link("reset_url", _("Le lien pour choisir un autre mot de passe"), "/compte/mot-de-passe/oublie/"),
        ),
        is_guarded=True,
    ),
    Letter(
        "account_inactive",
        GROUP,
        _("Un compte va s’effacer"),
        _("Un mois avant d’effacer un compte dont personne ne s’est servi pendant deux ans."),
        _YOURS,
        (
            Variable("date", "date", _("Le jour où le compte s’efface"), _("24 décembre 2026"), is_compulsory=True),
            _link("sign_in_url", _("Le lien pour se connecter"), "/compte/connexion/"),
        ),
    ),
)


def announce() -> None:
    """Tell ``mail.catalogue`` of them."""
    register(*LETTERS)
