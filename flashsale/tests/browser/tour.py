"""Every page of the shop, each at an address that shows it with something on it."""

from dataclasses import dataclass

from flashsale.testing.office import Office
from flashsale.testing.shopper import Shopper, order_number

# Addresses as far as the demo shop alone decides them.
SIGNED_OUT = {
    "login": "/accounts/login/?next=/sales/listening-room/",
    "register": "/accounts/register/?next=/sales/listening-room/",
    "password reset": "/accounts/password-reset/",
    "password reset, sent": "/accounts/password-reset/sent/",
    "password reset, too old": "/accounts/password-reset/bm9ib2R5/too-old/",
    "password reset, done": "/accounts/password-reset/done/",
    "email, link too old": "/accounts/confirm/too-old/",
    "email, confirmed": "/accounts/confirm/done/",
    "sale, signed out": "/sales/gantry-court-first-run/",
}
SIGNED_IN = {
    "home": "/",
    "sales": "/sales/",
    "sale of several": "/sales/listening-room/",
    "sale of sizes": "/sales/belfry-high-size-by-size/",
    "sale, paused": "/sales/reading-room-second-fitting/",
    "products": "/products/",
    "products, searched": "/products/?q=lamp",
    "products of a store": "/products/?store=kilnmoor",
    "products, filtered": "/products/?sale=now&price_from=-1&sort=trending",
    "store": "/stores/kilnmoor/",
    "product in sizes": "/products/belfry-high/",
    "cart": "/cart/",
    "checkout": "/checkout/",
    "orders": "/orders/",
    "profile": "/accounts/profile/",
    "addresses": "/accounts/addresses/",
    "account, deleting": "/accounts/profile/delete/",
    "webhooks": "/webhooks/",
    "leaderboard": "/leaderboard/",
    "nothing there": "/nothing/there/",
}
# Those that the tour has to make.
MADE = (
    "sale, live",
    "sale, held",
    "sale, low",
    "sale, all held",
    "sale, sold out",
    "sale, upcoming",
    "sale, ended",
    "sale's leaderboard",
    "product in a sale",
    "product in no sale",
    "order",
    "order, cancelled",
    "invoice",
    "webhook",
)
PAGES = (*SIGNED_IN, *MADE, *SIGNED_OUT)
HOUR = "3600"
# A product that no sale will offer, since there is none of it in stock; and a store for the shopper
# who has this order, with an address that is told of what happens there.
SHELVE_AND_GIVE_STORE = """
from orders.models import Order
from shop.demo.editions import shelve_new_product
from shop.models import Store
from shop.webhooks.endpoints import add, send_test
owner = Order.objects.get(number="{number}").buyer
Store.objects.filter(pk=Store.objects.filter(owner=None).first().pk).update(owner=owner)
endpoint = add(owner.pk, url="https://hooks.example/orders", kinds=["order.placed"])
send_test(endpoint)
print(shelve_new_product(stock=0).get_absolute_url(), endpoint.pk)
"""


@dataclass(frozen=True, slots=True)
class Tour:
    """Where each of PAGES is. `shopper` is signed in, holds something, has two orders, and
    owns a store.
    """

    shopper: Shopper
    paths: dict[str, str]

    def visitor(self, page: str) -> Shopper | None:
        """Who looks at this page."""
        return None if page in SIGNED_OUT else self.shopper


def plan_tour(office: Office, *, shopper: Shopper, other: Shopper) -> Tour:
    """The shop has a page of each kind."""
    live, held, low, all_held, sold_out, ended = (
        office.start_sale("--units", units, "--hold-seconds", HOUR)
        for units in ("40", "30", "10", "2", "1", "20")
    )
    upcoming = office.start_sale("--units", "50", "--starts-in", HOUR)
    kept, cancelled = (_buy(shopper, live.item), _buy(shopper, ended.item))
    shopper.submit(f"/orders/{cancelled}/", action=f"/orders/{cancelled}/cancel/")
    _buy(other, sold_out.item)
    other.reserve(low.item, units=5)
    _buy(other, low.item)
    shopper.reserve(low.item, units=4)
    other.reserve(all_held.item, units=2)
    shopper.reserve(held.item, units=2)
    office.manage("end_sale", ended.slug)
    script = SHELVE_AND_GIVE_STORE.format(number=kept)
    product_path, webhook = office.manage("shell", "--no-imports", "-c", script).split()
    made = {
        "sale, live": live.path,
        "sale, held": held.path,
        "sale, low": low.path,
        "sale, all held": all_held.path,
        "sale, sold out": sold_out.path,
        "sale, upcoming": upcoming.path,
        "sale, ended": ended.path,
        "sale's leaderboard": f"{live.path}leaderboard/",
        "product in a sale": live.product_path,
        "product in no sale": product_path,
        "order": f"/orders/{kept}/",
        "order, cancelled": f"/orders/{cancelled}/",
        "invoice": f"/orders/{kept}/invoice/",
        "webhook": f"/webhooks/{webhook}/",
    }
    return Tour(shopper, {**SIGNED_IN, **made, **SIGNED_OUT})


def _buy(shopper: Shopper, item: str) -> str:
    """The number of an order of one unit, or of what was held."""
    shopper.reserve(item)
    number = order_number(shopper.check_out())
    if number is None:
        raise LookupError(f"no order for {item}")
    return number
