from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import mail_catalogue, mail_rights  # noqa: F401 - connects its receivers

        mail_catalogue.announce()
