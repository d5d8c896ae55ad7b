from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import mail_rights, own_rights  # noqa: F401 - connect their receivers
