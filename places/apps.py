from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "places"

    def ready(self) -> None:
        """Listen to publications; tell the desk and « mon espace » of places."""
        from places import kind, signals

        signals.connect()
        kind.register()
