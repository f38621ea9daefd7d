"""Orders and the test gateway's books, only read here; discounts, delivery and people."""

from orders.admin import charges, discounts, lines, orders, people, shipping

__all__ = ["charges", "discounts", "lines", "orders", "people", "shipping"]
