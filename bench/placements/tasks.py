"""What is measured on each database: plain inserts of three kinds, and placements.

Each insert is one `create` of the ORM that commits by itself. A placement is what the checkout
does with a cart that was shown: the order is started and placed, its mail handed to the broker.
"""

from decimal import Decimal
from itertools import count
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from bench.placements.crowds import rate
from inventory import api as inventory
from orders.cart import Cart, cart_of
from orders.checkout import new_checkout_token, start_order
from orders.models import Order, OrderLine, SalePlace, TestCharge
from orders.placement import place
from shop.models import Product, Sale, SaleItem, Store
from shop.publishing import publish

PRICE = Decimal("80.00")
METHOD = "approve"


class WrongCount(RuntimeError):
    """Not every placement was placed: the figures mean nothing."""


def measure(threads: int, *, orders: int) -> dict[str, float]:
    """How many a second of each: `order`, `charge`, `rows` (inserts) and `placements`."""
    buyers = _buyers(orders)
    item, plain_item = _item(orders), _item(orders)
    places = count(1)
    found = {
        "order": rate(buyers, _insert_order, threads=threads),
        "charge": rate(buyers, lambda _: _insert_charge(), threads=threads),
        "rows": rate(
            buyers,
            lambda buyer: _insert_rows(buyer, item=plain_item, place=next(places)),
            threads=threads,
        ),
    }
    rate(buyers, lambda buyer: inventory.reserve(item.pk, buyer=buyer, units=1), threads=threads)
    carts = [(buyer, cart_of(buyer)) for buyer in buyers]
    found["placements"] = rate(carts, lambda cart: _place(*cart), threads=threads)
    item.refresh_from_db()
    if item.sold != orders:
        raise WrongCount(f"{item.sold} of {orders} are sold")
    return found


def _insert_order(buyer: UUID) -> Order:
    return Order.objects.create(
        buyer_id=buyer, checkout_token=new_checkout_token(), total=PRICE, currency="EUR"
    )


def _insert_charge() -> None:
    TestCharge.objects.create(
        key=str(uuid4()), status=TestCharge.Status.CAPTURED, amount=PRICE, currency="EUR"
    )


def _insert_rows(buyer: UUID, *, item: SaleItem, place: int) -> None:
    """The four rows that a placement leaves."""
    order = _insert_order(buyer)
    OrderLine.objects.create(
        order=order, item=item, product_name="Bench", unit_price=PRICE, units=1, hold_token="0" * 16
    )
    _insert_charge()
    SalePlace.objects.create(sale_id=item.sale_id, order=order, place=place)


def _place(buyer: UUID, cart: Cart) -> None:
    place(
        start_order(
            buyer,
            cart=cart,
            seen=cart.fingerprint,
            checkout_token=new_checkout_token(),
            payment_method=METHOD,
        )
    )


def _buyers(number: int) -> list[UUID]:
    batch = uuid4().hex[:8]
    made = User.objects.bulk_create(
        User(email=f"{batch}.{index}@bench.example", name="Bench") for index in range(number)
    )
    return [user.pk for user in made]


def _item(units: int) -> SaleItem:
    """The only item of a new sale that is live."""
    name = f"bench-{uuid4().hex[:8]}"
    with transaction.atomic():
        store = Store.objects.create(name=name, slug=name)
        product = Product.objects.create(
            store=store, name=name, slug=name, price=PRICE, stock=units
        )
        sale = Sale.objects.create(title=name, slug=name)
        item = SaleItem.objects.create(sale=sale, product=product, price=PRICE, units=units)
    publish(sale)
    return item
