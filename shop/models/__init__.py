"""What the shop offers, and when."""

from shop.models.adjustments import StockAdjustment
from shop.models.catalogue import Product, Store, Variant
from shop.models.sales import Sale, SaleItem
from shop.models.webhooks import WebhookDelivery, WebhookEndpoint, WebhookKind

__all__ = [
    "Product",
    "Sale",
    "SaleItem",
    "StockAdjustment",
    "Store",
    "Variant",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookKind",
]
