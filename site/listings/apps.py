from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"

    def ready(self) -> None:
        """Answer for what people wrote to each other when they use their rights."""
        from listings import freshness, mail_catalogue, renditions
        from listings import rights as listing_rights
        from listings.contact import mail_catalogue as contact_mails
        from listings.contact import my_space, rights
        from listings.space import account

        freshness.connect()
        renditions.connect()
        rights.connect()
        listing_rights.connect()
        my_space.register()
        account.register()
        mail_catalogue.announce()
        contact_mails.announce()
