"""What a shopper was shown and agreed to, carried by the form itself, signed.

Whatever has changed between the page and the button is found by comparing this with the quote of
that moment: line by line and sum by sum. It is of one shopper, and worth nothing to another.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core import signing

from orders.cart import Cart
from orders.quote import Quote

LONGEST = 20_000
SUMS = ("discount_amount", "shipping_amount", "tax_amount", "total")


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A line as it was shown. `token` is its hold's."""

    name: str
    units: int
    price: Decimal
    token: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """`cart` is the cart's fingerprint; `lines` by item; `code` as it was typed."""

    cart: str
    lines: dict[str, AgreedLine]
    sums: dict[str, Decimal]
    code: str


def agreement_to(quote: Quote, *, cart: Cart, code: str) -> Agreement:
    """What a page shows that shows this quote."""
    return Agreement(
        cart=cart.fingerprint,
        lines={
            str(line.held.item.pk): AgreedLine(
                line.held.item.label, line.held.units, line.held.price, line.held.token
            )
            for line in quote.lines
        },
        sums={name: getattr(quote, name) for name in SUMS},
        code=code,
    )


def sealed(agreement: Agreement, *, shopper: UUID) -> str:
    """The agreement as text for a hidden field."""
    lines = [
        [item, line.name, line.units, str(line.price), line.token]
        for item, line in agreement.lines.items()
    ]
    sums = [str(agreement.sums[name]) for name in SUMS]
    record = [agreement.cart, lines, sums, agreement.code]
    return signing.dumps(record, salt=_salt(shopper), compress=True)


def unsealed(text: str, *, shopper: UUID) -> Agreement | None:
    """The agreement that a page of this shop gave this shopper; None if the text is no such."""
    try:
        cart, lines, sums, code = signing.loads(text, salt=_salt(shopper))
    except signing.BadSignature:
        return None
    return Agreement(
        cart=cart,
        lines={
            item: AgreedLine(name, units, Decimal(price), token)
            for item, name, units, price, token in lines
        },
        sums=dict(zip(SUMS, map(Decimal, sums), strict=True)),
        code=code,
    )


def _salt(shopper: UUID) -> str:
    return f"orders.agreement.{shopper}"
