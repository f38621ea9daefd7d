from django.apps import AppConfig
from django.core.checks import register

from orders.checks import money_is_moved


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        """`manage.py check --deploy` looks at the payment too."""
        register(money_is_moved, deploy=True)
