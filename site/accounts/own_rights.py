"""What accounts itself keeps about someone. (Erasing needs no receiver: all of it goes with the user's row.)"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from accounts.models import Consent, User
from accounts.rights import Section


def own_sections(user: User) -> list[Section]:
    """The account, its addresses, consents, means of sign-in (never their secrets) and sessions."""
    return [
        Section(_("Compte"), [_account(user)]),
        Section(_("Adresses"), [_address(row) for row in EmailAddress.objects.filter(user=user)]),
        Section(_("Accords"), [_consent(row) for row in Consent.objects.filter(user=user)]),
        Section(_("Double authentification"), [_factor(row) for row in Authenticator.objects.filter(user=user)]),
        Section(_("Sessions"), [_session(row) for row in UserSession.objects.filter(user=user)]),
    ]


def _account(user: User) -> dict[str, Any]:
    return {
        _("Courriel"): user.email,
        _("Prénom"): user.first_name,
        _("Nom"): user.last_name,
        _("Langue des courriels"): user.get_language_display(),
        _("Inscription"): user.date_joined,
        _("Dernière connexion"): user.last_login,
        _("Vu le"): user.last_seen_at,
        _("Prévenu le"): user.warned_at,
        _("Groupes"): [group.name for group in user.groups.all()],
    }


def _address(row: EmailAddress) -> dict[str, Any]:
    return {_("Courriel"): row.email, _("Confirmé"): row.verified}


def _consent(row: Consent) -> dict[str, Any]:
    return {
        _("Texte"): row.wording,
        _("Version"): row.version,
        _("Donné le"): row.given_at,
        _("Retiré le"): row.withdrawn_at,
    }


def _factor(row: Authenticator) -> dict[str, Any]:
    return {_("Moyen"): row.get_type_display(), _("Ajouté le"): row.created_at, _("Utilisé le"): row.last_used_at}


def _session(row: UserSession) -> dict[str, Any]:
    return {
        _("Ouverte le"): row.created_at,
        _("Adresse IP"): row.ip,
        _("Navigateur"): row.user_agent,
    }
