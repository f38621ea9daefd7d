"""The quote: sums that are rounded half up once, add up, and are never negative."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale import clock
from orders.cart import Cart, CartLine
from orders.discounts import Reduction
from orders.discounts.shares import shares
from orders.quote import Quote, Shipping, Tax, quote_of
from shop.models import Product, SaleItem

NO_TAX = Tax(Decimal(0), is_included=True)
CENTS = st.decimals(min_value="0.01", max_value="9999.99", places=2)


def cart_of_lines(*lines: tuple[int, str | Decimal]) -> Cart:
    """A cart of (units, price), which nothing holds."""
    now = clock.now()
    held = (
        CartLine(
            item=SaleItem(price=Decimal(price), product=Product(name=f"Product {number}")),
            units=units,
            token=uuid4().hex,
            expires_at=now + timedelta(minutes=10),
            seconds_left=600,
            is_extended=False,
        )
        for number, (units, price) in enumerate(lines)
    )
    return Cart(tuple(held), now)


def off(cart: Cart, amount: str | Decimal) -> Reduction:
    divided = shares(Decimal(amount), of=[line.subtotal for line in cart.lines], currency="EUR")
    by_item = {line.item.pk: share for line, share in zip(cart.lines, divided, strict=True)}
    return Reduction(uuid4(), "SPRING", Decimal(amount), by_item)


def quoted(
    cart: Cart,
    *,
    currency: str = "EUR",
    tax: Tax = NO_TAX,
    reduction: Reduction | None = None,
    shipping: Shipping | None = None,
) -> Quote:
    return quote_of(cart, currency=currency, tax=tax, reduction=reduction, shipping=shipping)


def test_a_plain_cart_costs_price_times_units() -> None:
    quote = quoted(cart_of_lines((2, "80.00"), (1, "19.50")))
    assert (quote.subtotal, quote.total) == (Decimal("179.50"), Decimal("179.50"))
    assert (quote.discount_amount, quote.shipping_amount, quote.tax_amount) == (0, 0, 0)
    assert (quote.discount_code, quote.shipping_method, quote.currency) == ("", "", "EUR")
    assert [line.subtotal for line in quote.lines] == [160, Decimal("19.50")]


def test_tax_that_prices_include_leaves_the_total_as_it_is() -> None:
    quote = quoted(cart_of_lines((1, "119.00")), tax=Tax(Decimal(19), is_included=True))
    assert (quote.tax_amount, quote.total) == (Decimal("19.00"), Decimal("119.00"))
    assert (quote.tax_percent, quote.tax_included) == (19, True)


def test_tax_that_is_added_raises_the_total() -> None:
    quote = quoted(cart_of_lines((1, "100.00")), tax=Tax(Decimal(19), is_included=False))
    assert (quote.subtotal, quote.tax_amount, quote.total) == (100, Decimal("19.00"), 119)


@pytest.mark.parametrize(
    ("is_included", "tax", "total"), [(True, "15.17", "95.00"), (False, "18.05", "113.05")]
)
def test_tax_is_on_goods_after_the_discount_and_on_delivery(
    is_included: bool, tax: str, total: str
) -> None:
    cart = cart_of_lines((2, "50.00"))
    quote = quoted(
        cart,
        tax=Tax(Decimal(19), is_included=is_included),
        reduction=off(cart, "10.00"),
        shipping=Shipping("Parcel", Decimal("5.00")),
    )
    assert (quote.subtotal, quote.discount_amount, quote.shipping_amount) == (100, 10, 5)
    assert (str(quote.tax_amount), str(quote.total)) == (tax, total)
    assert (quote.discount_code, quote.shipping_method) == ("SPRING", "Parcel")


@pytest.mark.parametrize(
    ("price", "percent", "tax"),
    [("0.50", "5", "0.03"), ("0.30", "5", "0.02"), ("0.29", "5", "0.01")],
)
def test_money_is_rounded_half_up_once(price: str, percent: str, tax: str) -> None:
    """0.025, 0.015 and 0.0145."""
    quote = quoted(cart_of_lines((1, price)), tax=Tax(Decimal(percent), is_included=False))
    assert str(quote.tax_amount) == tax


def test_where_the_currency_has_no_cents_the_lines_are_rounded_and_add_up() -> None:
    tax = Tax(Decimal(10), is_included=False)
    quote = quoted(cart_of_lines((1, "10.50"), (1, "10.50")), currency="JPY", tax=tax)
    assert [line.subtotal for line in quote.lines] == [11, 11]
    assert [str(sum_) for sum_ in (quote.subtotal, quote.tax_amount, quote.total)] == [
        "22",
        "2",
        "24",
    ]


def test_an_empty_cart_costs_nothing() -> None:
    quote = quoted(cart_of_lines(), tax=Tax(Decimal(19), is_included=False))
    assert (quote.lines, quote.subtotal, quote.total) == ((), 0, 0)


@given(
    lines=st.lists(st.tuples(st.integers(1, 20), CENTS), min_size=1, max_size=8),
    taken=st.decimals(min_value=0, max_value=1, places=4),
    shipping=st.none() | CENTS | st.just(Decimal(0)),
    percent=st.decimals(min_value=0, max_value=100, places=2),
    is_included=st.booleans(),
)
def test_the_sums_add_up_and_none_is_negative(
    lines: list[tuple[int, Decimal]],
    taken: Decimal,
    shipping: Decimal | None,
    percent: Decimal,
    is_included: bool,
) -> None:
    cart = cart_of_lines(*lines)
    amount = (cart.total * taken).quantize(Decimal("0.01"))
    quote = quoted(
        cart,
        tax=Tax(percent, is_included),
        reduction=off(cart, amount),
        shipping=None if shipping is None else Shipping("Parcel", shipping),
    )

    added = Decimal(0) if is_included else quote.tax_amount
    sums = (quote.subtotal, quote.discount_amount, quote.shipping_amount, quote.tax_amount)
    assert quote.total == quote.subtotal - quote.discount_amount + quote.shipping_amount + added
    assert quote.subtotal == cart.total == sum(line.subtotal for line in quote.lines)
    assert quote.discount_amount == sum(line.discount for line in quote.lines)
    assert all(line.discount <= line.subtotal for line in quote.lines)
    assert min(*sums, quote.total) >= 0
    before_tax = quote.total - added
    exact = before_tax * percent / (100 + percent if is_included else 100)
    assert abs(quote.tax_amount - exact) <= Decimal("0.005")
    assert all(total == total.quantize(Decimal("0.01")) for total in (*sums, quote.total))
