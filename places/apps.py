from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "places"

    def ready(self) -> None:
        """Listen to publications."""
        from places import signals

        signals.connect()
