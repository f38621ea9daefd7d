"""The whole demo shop: stores, products, people, sales, and what was bought in them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from orders.demo.codes import print_codes
from orders.demo.logins import DEMO_SHOPPER
from orders.demo.people import buyers, welcome_buyers
from orders.demo.planning import SHOPPER, PlannedSale, plan
from orders.demo.programme import SALES
from orders.demo.running import run_sale
from orders.demo.shipping import offer_delivery
from orders.models import Order
from shop.demo.catalogue import PRODUCTS, STORES
from shop.demo.shelving import shelve_product, shelve_store
from shop.models import Sale


@dataclass(frozen=True, slots=True)
class Seed:
    """What the demo shop is to be; `number` draws names and purchases."""

    number: int
    buyers: int

    def sales(self) -> list[PlannedSale]:
        """The sales in the order in which they are made."""
        return [
            plan(
                sale,
                seed=self.number,
                buyers=self.buyers,
                limit=sale.limit or settings.MAX_PURCHASE_QUANTITY,
            )
            for sale in SALES
        ]

    def steps(self) -> int:
        """How often `sow` calls `done`, if nothing is there yet."""
        purchases = sum(len(planned.purchases) for planned in self.sales())
        return len(STORES) + len(PRODUCTS) + len(SALES) + purchases


def sow(seed: Seed, *, done: Callable[[], object]) -> Counter[str]:
    """The demo shop is there; counts what this call made of it, by kind.

    What was there is left as it is, so a second call makes nothing. One that was interrupted goes
    on. The demo logins must exist. Raises what publishing a sale raises.
    """
    made: Counter[str] = Counter()
    for store in STORES:
        made["store"] += shelve_store(store)[1]
        done()
    for product in PRODUCTS:
        made["product"] += shelve_product(product)[1]
        done()
    offer_delivery()
    made["discount"] += print_codes()
    made["buyer"] += welcome_buyers(seed.buyers, seed=seed.number)
    people = dict(enumerate(buyers(seed.buyers)))
    people[SHOPPER] = User.objects.get(email=DEMO_SHOPPER.email)
    before = Counter(sale=Sale.objects.count(), order=Order.objects.count())
    for planned in seed.sales():
        run_sale(planned, people=people, done=done)
        done()
    made["sale"] = Sale.objects.count() - before["sale"]
    made["order"] = Order.objects.count() - before["order"]
    return made
