"""Payment: what a gateway can do, and the one that the shop has chosen."""

from django.conf import settings

from orders.payment.choosing import chosen_gateway
from orders.payment.protocol import Gateway

__all__ = ["METHODS", "Gateway", "gateway"]

gateway: Gateway = chosen_gateway(settings.PAYMENT_GATEWAY)

METHODS = gateway.methods
"""What shoppers may choose from, each with its words; the first is chosen already."""
