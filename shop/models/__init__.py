"""What the shop offers, and when."""

from shop.models.catalogue import Product, Store, Variant
from shop.models.sales import Sale, SaleItem

__all__ = ["Product", "Sale", "SaleItem", "Store", "Variant"]
