"""What staff see of orders and of the test gateway's books. Both are only read here."""

from orders.admin import charges, orders

__all__ = ["charges", "orders"]
