"""Addresses of sign-in and of the account: allauth's views and names at French addresses, then ours."""

from allauth.account import views as sign_in
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path, re_path

from accounts.views import confirming, data, sessions

_SECOND_FACTOR = [
    path("", second_factor.index, name="mfa_index"),
    path("verifier/", second_factor.authenticate, name="mfa_authenticate"),
    path("confirmer/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("application/activer/", totp.activate_totp, name="mfa_activate_totp"),
    path("application/desactiver/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes-de-secours/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes-de-secours/renouveler/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codes-de-secours/telecharger/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("cles/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("cles/ajouter/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("cles/confirmer/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("cles/connexion/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("cles/<int:pk>/retirer/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("cles/<int:pk>/renommer/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]

_OURS = [
    path("", data.account, name="home"),
    path("langue/", data.mail_language, name="language"),
    path("mes-donnees/", data.mine, name="data"),
    path("mes-donnees/telecharger/", data.download, name="download"),
    path("mes-donnees/effacer/", data.erase_mine, name="erase"),
    path("efface/", data.erased, name="erased"),
]

urlpatterns = [
    path("connexion/", sign_in.login, name="account_login"),
    path("deconnexion/", sign_in.logout, name="account_logout"),
    path("inscription/", sign_in.signup, name="account_signup"),
    path("suspendu/", sign_in.account_inactive, name="account_inactive"),
    path("confirmer/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("courriel/", sign_in.email, name="account_email"),
    path("courriel/a-confirmer/", sign_in.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^courriel/confirmer/(?P<key>[-:\w]+)/$", confirming.confirm_address, name="account_confirm_email"),
    path("mot-de-passe/", sign_in.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", sign_in.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", sign_in.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", sign_in.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/remplacer/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/remplace/",
        sign_in.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sessions/", sessions.sessions, name="usersessions_list"),
    path("double-authentification/", include(_SECOND_FACTOR)),
    path("", include((_OURS, "accounts"))),
]
