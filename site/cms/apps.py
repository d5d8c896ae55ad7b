from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        """Listen to the changes of what every page shows, and to those who take or erase their data."""
        from cms import canonical, mail_catalogue, mail_texts, moderation, rights, senders, signals  # noqa: F401 - connects its receivers
        from cms.resources import signals as resources
        from cms.searching import signals as searching

        signals.connect()
        searching.connect()
        senders.connect()
        canonical.connect()
        mail_texts.connect()
        mail_catalogue.announce()
        moderation.connect()
        resources.connect()
