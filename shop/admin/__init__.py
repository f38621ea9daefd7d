"""What staff see of stores, products and sales."""

from shop.admin import products, sales, stores

__all__ = ["products", "sales", "stores"]
