from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        """Listen to the changes of what every page shows."""
        from cms import signals

        signals.connect()
