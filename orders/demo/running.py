"""One sale of the demo shop: opened, bought in, and brought into the state it is to be seen in."""

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from accounts.models import User
from flashsale import clock
from inventory import api as inventory
from orders.demo.buying import buy, hold
from orders.demo.dating import date_orders, date_sale
from orders.demo.planning import Basket, PlannedSale
from orders.models import Order
from shop.creating import Offer
from shop.demo.catalogue import PRODUCTS
from shop.demo.shelving import shelve_product, variants_of
from shop.models import Product, Sale, SaleItem, Variant
from shop.phases import Phase, phase, schedule_of_sale
from shop.running import end_now, pause
from shop.settling import settle
from shop.starting import reduced, start

TIME_TO_BUY = timedelta(hours=1)
SHORTLY = timedelta(seconds=2)
REFUSALS = (
    inventory.SaleEnded,
    inventory.SalePaused,
    inventory.PurchaseLimit,
    inventory.OutOfStock,
)


def run_sale(planned: PlannedSale, *, people: dict[int, User], done: Callable[[], object]) -> None:
    """The sale exists, and what was planned in it has happened.

    `people` are the past buyers by number. `done` is called after each purchase. A sale that was
    there is left alone, unless an earlier run was interrupted while people bought: then this one
    goes on.
    """
    found = Sale.objects.filter(slug=planned.sale.slug).first()
    if found is not None and not _was_interrupted(found, planned):
        return
    sale = found or _open(planned)
    _sell(sale, planned, people=people, done=done)
    pools = _pools(sale, planned)
    for wish in planned.holds:
        hold(people[wish.buyer], units=_by_pool(wish.basket, pools))
    if planned.sale.is_paused:
        pause(sale)
    if planned.sale.is_over:
        end_now(sale)
        settle(sale)
    _date(sale, planned)


def checkout_tokens(planned: PlannedSale) -> list[str]:
    """The token of each purchase, by which it is known on a second run.

    The last one is called so, whatever its number: where it was bought, the sale is complete, even
    if another seed would have had more people buy.
    """
    names = [*range(1, len(planned.purchases)), "last"][: len(planned.purchases)]
    return [f"demo {planned.sale.slug} {name}" for name in names]


def _was_interrupted(sale: Sale, planned: PlannedSale) -> bool:
    """The sale is live, and the last of the planned purchases was not made."""
    now = clock.to_ms(clock.now())
    if sale.published_at is None or phase(schedule_of_sale(sale), now=now, stocks=[]) != Phase.LIVE:
        return False
    last = checkout_tokens(planned)[-1:]
    return bool(last) and not Order.objects.filter(checkout_token__in=last).exists()


def _open(planned: PlannedSale) -> Sale:
    demo, now = planned.sale, clock.now()
    ends_at = None if demo.ends_in is None else now + demo.ends_in
    return start(
        demo.title,
        description=demo.description,
        offers=_offers(planned),
        starts_at=now + demo.starts_in,
        # Nobody can buy in a sale that is over, so it ends when they have.
        ends_at=now + TIME_TO_BUY if demo.is_over else ends_at,
        hold_seconds=demo.hold_seconds,
    )


def _sell(
    sale: Sale, planned: PlannedSale, *, people: dict[int, User], done: Callable[[], object]
) -> None:
    """Those purchases that were not made yet are made, in their order."""
    tokens, pools = checkout_tokens(planned), _pools(sale, planned)
    known = Order.objects.filter(checkout_token__in=tokens)
    bought = set(known.values_list("checkout_token", flat=True))
    for wish, token in zip(planned.purchases, tokens, strict=True):
        if token not in bought:
            units = _by_pool(wish.basket, pools)
            try:
                buy(people[wish.buyer], units=units, checkout_token=token)
            except REFUSALS:
                # Real shoppers were faster since the run that was interrupted.
                return
        done()


def _date(sale: Sale, planned: PlannedSale) -> None:
    """The sale and its orders stand where the programme puts them in time."""
    sale.refresh_from_db()
    demo, now = planned.sale, clock.now()
    if sale.starts_at > now:
        return
    length = None if demo.ends_in is None else demo.ends_in - demo.starts_in
    date_sale(sale, ends_at=None if length is None else sale.starts_at + length)
    placed = Order.objects.filter(
        checkout_token__in=checkout_tokens(planned), status=Order.Status.PLACED
    )
    date_orders(
        list(placed.order_by("placed_at")),
        starts_at=sale.starts_at + SHORTLY,
        until=min(sale.starts_at + demo.rush, now - SHORTLY),
        rng=random.Random(demo.slug),
    )


def _offers(planned: PlannedSale) -> list[Offer]:
    goods = _goods(planned)
    offers = []
    for offer in planned.sale.offers:
        product, variant = goods[offer.key]
        offers.append(
            Offer(
                product=product,
                variant=variant,
                units=planned.units[offer.key],
                price=_price(product, percent_off=offer.percent_off),
                limit_per_buyer=planned.sale.limit,
            )
        )
    return offers


def _price(product: Product, *, percent_off: int) -> Decimal:
    return reduced(product.price, percent=percent_off) if percent_off else product.price


def _goods(planned: PlannedSale) -> dict[str, tuple[Product, Variant | None]]:
    """Each offer's product and variant by the offer's key, even if staff have renamed them."""
    goods: dict[str, tuple[Product, Variant | None]] = {}
    offered = {offer.product for offer in planned.sale.offers}
    for demo in PRODUCTS:
        if demo.slug in offered:
            product, _ = shelve_product(demo)
            goods[demo.slug] = (product, None)
            for name, variant in variants_of(product, demo=demo).items():
                goods[f"{demo.slug}, {name}"] = (product, variant)
    return goods


def _pools(sale: Sale, planned: PlannedSale) -> dict[str, UUID]:
    """An offer's key → id of its pool in this sale."""
    items = SaleItem.objects.filter(sale_id=sale.pk)
    pools = {(item.product_id, item.variant_id): item.pk for item in items}
    goods = _goods(planned)
    return {
        key: pools[product.pk, variant.pk if variant else None]
        for key, (product, variant) in ((key, goods[key]) for key in planned.units)
    }


def _by_pool(basket: Basket, pools: dict[str, UUID]) -> dict[UUID, int]:
    return {pools[key]: units for key, units in basket.items()}
