"""What staff see of stores, products and sales."""

from shop.admin import adjustments, products, sales, stores, webhooks

__all__ = ["adjustments", "products", "sales", "stores", "webhooks"]
