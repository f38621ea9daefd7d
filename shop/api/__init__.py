"""Products, stores, sales and their stock through the API."""

from shop.api import managed_products, managed_sales

# Their operations are at the addresses of others, and so in the routers of those.
__all__ = ["managed_products", "managed_sales"]
