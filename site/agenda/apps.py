from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "agenda"

    def ready(self) -> None:
        """Follow the events that are published."""
        from agenda import facts, publishing
        from agenda.imports import mails as import_mails

        from agenda.registering import mail_catalogue, rights, telling

        publishing.connect()
        telling.connect()
        rights.connect()
        mail_catalogue.announce()
        facts.connect()
        import_mails.announce()
