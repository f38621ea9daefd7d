from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"

    def ready(self) -> None:
        from shop.product_pages import editions  # noqa: PLC0415 - models are loaded only now

        editions.listen()
