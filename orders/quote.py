"""The quote: what the shopper agrees to pay, made of the cart, a discount, delivery and tax.

    total = subtotal - discount_amount + shipping_amount, and + tax_amount unless `tax_included`

Its sums are named as the order's are, and an order that begins copies them: a page that shows one
can show the other. Pure: nothing is looked up and nothing is counted here.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from flashsale.money import rounded
from orders.cart import Cart, CartLine
from orders.discounts import Reduction

HUNDRED = Decimal(100)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tax:
    """So many percent, which the prices include or to which they are added."""

    percent: Decimal
    is_included: bool

    def on(self, amount: Decimal, *, currency: str) -> Decimal:
        """The tax in the amount, or on top of it; rounded half up once."""
        whole = HUNDRED + self.percent if self.is_included else HUNDRED
        return rounded(amount * self.percent / whole, currency=currency)


@dataclass(frozen=True, slots=True)
class Shipping:
    """How the order reaches its buyer, and for how much."""

    method: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A line of the cart; `discount` is its share of what the code takes off."""

    held: CartLine
    subtotal: Decimal
    discount: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """All that is agreed to, in the shop's currency of this moment."""

    lines: tuple[QuoteLine, ...]
    currency: str
    subtotal: Decimal
    discount_code: str
    discount_amount: Decimal
    shipping_method: str
    shipping_amount: Decimal
    tax_percent: Decimal
    tax_included: bool
    tax_amount: Decimal
    total: Decimal


def quote_of(
    cart: Cart, *, currency: str, tax: Tax, reduction: Reduction | None, shipping: Shipping | None
) -> Quote:
    """What the cart costs. Tax is on the goods after the discount, and on their delivery."""
    shares: dict[UUID, Decimal] = reduction.shares if reduction else {}
    lines = tuple(
        QuoteLine(
            line,
            rounded(line.subtotal, currency=currency),
            shares.get(line.item.pk, NOTHING),
        )
        for line in cart.lines
    )
    subtotal = rounded(sum((line.subtotal for line in lines), NOTHING), currency=currency)
    discount_amount = reduction.amount if reduction else NOTHING
    shipping_amount = rounded(shipping.amount, currency=currency) if shipping else NOTHING
    before_tax = subtotal - discount_amount + shipping_amount
    tax_amount = tax.on(before_tax, currency=currency)
    return Quote(
        lines=lines,
        currency=currency,
        subtotal=subtotal,
        discount_code=reduction.code if reduction else "",
        discount_amount=discount_amount,
        shipping_method=shipping.method if shipping else "",
        shipping_amount=shipping_amount,
        tax_percent=tax.percent,
        tax_included=tax.is_included,
        tax_amount=tax_amount,
        total=before_tax if tax.is_included else before_tax + tax_amount,
    )
