"""Payment: what a gateway can do, and the one that is built in for tests and demos."""

from orders.payment.practice import PracticeGateway
from orders.payment.protocol import Gateway

__all__ = ["Gateway", "gateway"]

gateway: Gateway = PracticeGateway()
