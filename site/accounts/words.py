"""What allauth says, in our words: its messages, and the mistakes of its forms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

MISTAKES = {
    "account_inactive": _("Ce compte est suspendu."),
    "email_password_mismatch": _("L’adresse ou le mot de passe ne sont pas les bons."),
    "email_taken": _("Cette adresse a déjà un compte."),
    "duplicate_email": _("C’est déjà l’adresse de ce compte."),
    "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
    "incorrect_password": _("Ce n’est pas votre mot de passe."),
    "incorrect_code": _("Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant."),
    "invalid_password_reset": _("Ce lien a déjà servi, ou il est trop ancien."),
    "max_email_addresses": _("Une adresse attend déjà d’être confirmée."),
    "too_many_login_attempts": _("Trop d’essais manqués. Attendez un quart d’heure, puis recommencez."),
    "rate_limited": _("Trop de demandes en peu de temps. Attendez quelques minutes."),
    "same_as_current": _("C’est déjà l’adresse de ce compte."),
    "unverified_primary_email": _("Confirmez d’abord votre adresse."),
}
SECOND_FACTOR_MISTAKES = {
    "add_email_blocked": _("Désactivez la double authentification le temps de changer d’adresse."),
    "cannot_delete_authenticator": _("La double authentification ne peut pas être désactivée."),
    "cannot_generate_recovery_codes": _("Activez d’abord la double authentification."),
    "incorrect_code": MISTAKES["incorrect_code"],
    "unverified_email": _("Confirmez d’abord votre adresse."),
}

MESSAGES = {
    "account/messages/email_confirmation_failed.txt": _("Cette adresse est déjà celle d’un autre compte."),
    "account/messages/email_confirmed.txt": _("Votre adresse est confirmée."),
    "account/messages/logged_out.txt": _("Vous êtes déconnecté de Hameau."),
    "account/messages/password_changed.txt": _("Votre mot de passe est changé. Vos autres sessions sont fermées."),
    "account/messages/password_set.txt": _("Votre mot de passe est enregistré."),
    "mfa/messages/recovery_codes_generated.txt": _("Voici vos codes de secours : gardez-les en lieu sûr."),
    "mfa/messages/totp_activated.txt": _("L’application de codes est activée."),
    "mfa/messages/totp_deactivated.txt": _("L’application de codes est désactivée."),
    "mfa/messages/webauthn_added.txt": _("La clé d’accès est ajoutée."),
    "mfa/messages/webauthn_removed.txt": _("La clé d’accès est retirée."),
}
"""What is said at the top of the next page. The others of allauth's repeat what the page itself says."""

NOTICES = {
    "account/email/email_changed": _("L’adresse de votre compte a changé"),
    "account/email/password_changed": _("Le mot de passe de votre compte a changé"),
    "account/email/password_reset": _("Le mot de passe de votre compte a été remplacé"),
    "account/email/password_set": _("Un mot de passe a été donné à votre compte"),
    "mfa/email/recovery_codes_generated": _("De nouveaux codes de secours ont été demandés pour votre compte"),
    "mfa/email/totp_activated": _("Une application de codes protège votre compte"),
    "mfa/email/totp_deactivated": _("L’application de codes de votre compte est désactivée"),
    "mfa/email/webauthn_added": _("Une clé d’accès a été ajoutée à votre compte"),
    "mfa/email/webauthn_removed": _("Une clé d’accès de votre compte a été retirée"),
}
"""What happened to the account, told by mail to its owner: the subject of ``account_notice``."""

MAILS = {
    "account/email/account_already_exists": "account_exists",
    "account/email/email_confirm": "account_confirm",
    "account/email/email_confirmation": "account_confirm",
    "account/email/email_confirmation_signup": "account_confirm_signup",
    "account/email/password_reset_key": "account_reset",
    "account/email/unknown_account": "account_unknown",
}
"""Our template of mail for each of allauth's."""
