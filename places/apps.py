from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "places"

    def ready(self) -> None:
        """Listen to publications and erasures; tell the desk and « mon espace » of places."""
        from places import kind, rights, signals

        signals.connect()
        rights.connect()
        kind.register()
