from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "agenda"

    def ready(self) -> None:
        """Follow the events that are published."""
        from agenda import facts, publishing

        publishing.connect()
        facts.connect()
