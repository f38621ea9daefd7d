"""Which gateway the shop is paid through."""

from importlib import import_module

from django.conf import settings

from orders.payment.practice import PracticeGateway
from orders.payment.protocol import Gateway


def chosen_gateway(name: str) -> Gateway:
    """The gateway that `PAYMENT_GATEWAY` names. Stripe's library is loaded only if it is chosen."""
    if name != "stripe":
        return PracticeGateway()
    account = import_module("orders.payment.stripe_account")
    gateway = import_module("orders.payment.stripe_gateway")
    chosen: Gateway = gateway.StripeGateway(
        account.StripeAccount(settings.STRIPE_SECRET_KEY),
        webhook_secret=settings.STRIPE_WEBHOOK_SECRET,
    )
    return chosen
