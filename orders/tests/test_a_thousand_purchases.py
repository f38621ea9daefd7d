"""A thousand purchases in parallel: nothing double, nothing lost, on the database under test.

`make test-databases` runs this on SQLite, on MongoDB and on PostgreSQL.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import User
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.cart import Cart, cart_of
from orders.checkout import new_checkout_token, order_of, start_order
from orders.models import Order, OrderLine, SalePlace, TestCharge
from orders.placement import place
from orders.resuming import resume_placements, unfinished
from orders.tests.buying import units_by_place
from orders.tests.threads import at_once
from orders.verifying import published_items, verify
from shop.models import SaleItem
from shop.tests.factories import published_sale

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.databases,
]

T = TypeVar("T")
Result = TypeVar("Result")

THREADS = 64
ITEMS = 4
UNITS = 250  # of each item
BUYERS = 1_100
HELD = ITEMS * UNITS
DECLINED = HELD // 20
PLACED = HELD - DECLINED


@dataclass(frozen=True, slots=True)
class Checkout:
    """The form that a buyer sends: what they saw, and how they pay."""

    buyer: UUID
    cart: Cart
    token: str
    payment: str


def test_a_thousand_purchases_in_parallel_are_each_made_once_or_refused() -> None:
    """1,100 buyers want one of 1,000 units; every 20th is declined, every 10th clicks twice."""
    sale = published_sale(units=UNITS, products=ITEMS)
    items = list(SaleItem.objects.filter(sale=sale).order_by("pk"))
    password = make_password(None)
    buyers = User.objects.bulk_create(
        User(email=f"buyer{number}@example.com", name=f"Buyer {number}", password=password)
        for number in range(BUYERS)
    )

    wishes = [(buyer.pk, items[number % ITEMS].pk) for number, buyer in enumerate(buyers)]
    answers = in_parallel(wishes, lambda wish: press(*wish))
    assert Counter(answers) == {"held": HELD, "out_of_stock": BUYERS - HELD}

    held = [buyer for (buyer, _), answer in zip(wishes, answers, strict=True) if answer == "held"]
    forms = in_parallel(list(enumerate(held)), lambda one: form_of(*one))
    clicks = [form for number, form in enumerate(forms) for _ in range(1 + (number % 10 == 0))]
    outcomes = in_parallel(clicks, buy)

    numbers: dict[UUID, set[str]] = {form.buyer: set() for form in forms}
    for form, outcome in zip(clicks, outcomes, strict=True):
        numbers[form.buyer].add(outcome)
    declined = {form.buyer for form in forms if form.payment == "decline"}
    refusals = {"payment_declined", "claim_refused"}
    assert {len(told) for buyer, told in numbers.items() if buyer not in declined} == {1}
    assert all(numbers[buyer] <= refusals for buyer in declined)

    placed = list(Order.objects.filter(status=Order.Status.PLACED))
    assert {order.number for order in placed} == set[str]().union(
        *(told for buyer, told in numbers.items() if buyer not in declined)
    )
    assert Counter(Order.objects.values_list("status", flat=True)) == {
        "placed": PLACED, "abandoned": DECLINED,
    }  # fmt: skip
    assert len({order.buyer_id for order in placed}) == OrderLine.objects.count() - DECLINED
    assert OrderLine.objects.count() == HELD

    charged = TestCharge.objects.filter(status="captured")
    assert set(charged.values_list("key", flat=True)) == {str(order.pk) for order in placed}
    assert Counter(TestCharge.objects.values_list("status", flat=True)) == {
        "captured": PLACED, "voided": DECLINED,
    }  # fmt: skip

    places = SalePlace.objects.order_by("place").values_list("place", "order_id")
    assert [number for number, _ in places] == list(range(1, PLACED + 1))
    assert {order_id for _, order_id in places} == {order.pk for order in placed}

    sold = Counter(
        OrderLine.objects.filter(order__status="placed").values_list("item_id", flat=True)
    )
    for item in SaleItem.objects.filter(sale=sale):
        assert item.sold == sold[item.pk]
        assert units_by_place(item) == (0, UNITS - item.sold, 0, item.sold)
    assert sum(sold.values()) == PLACED

    assert verify(published_items()) == []
    assert resume_placements(unfinished(older_than=timedelta(0))) == {}


def in_parallel(things: Sequence[T], do: Callable[[T], Result]) -> list[Result]:
    """What `do` returned for each, by THREADS threads; neighbours are done at the same time."""
    shares = [range(number, len(things), THREADS) for number in range(THREADS)]
    done = at_once(shares, lambda share: [(index, do(things[index])) for index in share])
    return [result for _, result in sorted((pair for share in done for pair in share), key=_index)]


def _index(pair: tuple[int, object]) -> int:
    return pair[0]


def press(buyer: UUID, item: UUID) -> str:
    try:
        inventory.reserve(item, buyer=buyer, units=1)
    except inventory.OutOfStock as refusal:
        return refusal.code
    return "held"


def form_of(number: int, buyer: UUID) -> Checkout:
    """The checkout as it was shown to the buyer."""
    payment = "decline" if number % 20 == 0 else "approve"
    return Checkout(buyer, cart_of(buyer), new_checkout_token(), payment)


def buy(form: Checkout) -> str:
    """What the page of the checkout does: the order's number, or the code of what refused it."""
    try:
        order = order_of(form.buyer, checkout_token=form.token) or start_order(
            form.buyer,
            cart=form.cart,
            seen=form.cart.fingerprint,
            checkout_token=form.token,
            payment_method=form.payment,
        )
        return place(order).number
    except FlashSaleError as refusal:
        return refusal.code
