"""What was bought, and what the test gateway knows of the money."""

from orders.models.charges import TestCharge
from orders.models.orders import Order, OrderLine, SalePlace

__all__ = ["Order", "OrderLine", "SalePlace", "TestCharge"]
