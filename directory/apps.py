from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self) -> None:
        """Listen to publications and to rights; tell the desk and « mon espace » of our listings."""
        from directory.workers import kind, rights, signals

        signals.connect()
        rights.connect()
        kind.register()
        self.ready_for_businesses()

    def ready_for_businesses(self) -> None:
        """The same for businesses."""
        from directory.businesses import kind, rights, signals

        signals.connect()
        rights.connect()
        kind.register()
