from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "agenda"

    def ready(self) -> None:
        """Follow the events that are published."""
        from agenda import facts, publishing, searching
        from agenda.afterwards import mail_catalogue as after_mails
        from agenda.afterwards import rights as after_rights
        from agenda.check_in import relay_telling
        from agenda.imports import mails as import_mails
        from agenda.registering import mail_catalogue, rights, telling
        from agenda.rides import mail_catalogue as ride_mails
        from agenda.rides import rights as ride_rights
        from agenda.rides import telling as ride_telling

        publishing.connect()
        telling.connect()
        ride_telling.connect()
        relay_telling.connect()
        after_rights.connect()  # before registrations lose their address
        rights.connect()
        mail_catalogue.announce()
        facts.connect()
        searching.connect()
        after_mails.announce()
        import_mails.announce()
        ride_mails.announce()
        ride_rights.connect()
