from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"

    def ready(self) -> None:
        """Answer for what people wrote to each other when they use their rights."""
        from listings import freshness, renditions
        from listings import rights as listing_rights
        from listings.contact import my_space, rights
        from listings.space import account

        freshness.connect()
        renditions.connect()
        rights.connect()
        listing_rights.connect()
        my_space.register()
        account.register()
