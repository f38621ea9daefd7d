"""What was bought, how it is paid and delivered, and what the test gateway knows of the money."""

from orders.models.addresses import ADDRESS_FIELDS, Address, PostalAddress
from orders.models.charges import TestCharge, TestRefund
from orders.models.discounts import Discount, DiscountBuyer, DiscountProduct, DiscountUse
from orders.models.orders import Order, OrderLine, SalePlace
from orders.models.payments import PaymentEvent, StripeSession
from orders.models.refunds import Refund
from orders.models.shipping import ShippingMethod, ShippingPrice

__all__ = [
    "ADDRESS_FIELDS",
    "Address",
    "Discount",
    "DiscountBuyer",
    "DiscountProduct",
    "DiscountUse",
    "Order",
    "OrderLine",
    "PaymentEvent",
    "PostalAddress",
    "Refund",
    "SalePlace",
    "ShippingMethod",
    "ShippingPrice",
    "StripeSession",
    "TestCharge",
    "TestRefund",
]
