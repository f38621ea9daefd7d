"""Sales, their live stock and their pools through the API."""

import uuid
from datetime import timedelta

import pytest

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as engine
from shop import running
from shop.models import Sale, SaleItem, StockAdjustment
from shop.tests.calling import Caller, assert_refused, told
from shop.tests.factories import (
    HOUR,
    ProductFactory,
    SaleItemFactory,
    StoreFactory,
    item_of,
    move_end,
    published_sale,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory(email="owner@example.com")


@pytest.fixture
def item(owner: User) -> SaleItem:
    """20 of the owner's 50."""
    product = ProductFactory(name="Mug", stock=50, store=StoreFactory(owner=owner))
    return item_of(published_sale(units=20, product=product))


@pytest.fixture
def shopper() -> Caller:
    return Caller(UserFactory(email="ada@example.com"))


def titles(answer: object) -> list[str]:
    return [sale["title"] for sale in told(answer)["items"]]


# Sales


def sell_out(sale: Sale) -> None:
    [item] = sale.items.all()
    order, buyer = uuid.uuid4(), uuid.uuid4()
    held = engine.reserve(item.pk, buyer=buyer, units=item.units).hold
    engine.claim(item.pk, order=order, buyer=buyer, units=item.units, token=held.token)
    engine.settle(item.pk, order=order)


def test_sales_are_listed_by_phase(shopper: Caller) -> None:
    standing = published_sale(title="Standing", ends_in=None)
    live = published_sale(title="Live")
    published_sale(title="Next", starts_in=HOUR, ends_in=2 * HOUR)
    sell_out(published_sale(title="Sold out", units=2))
    running.pause(published_sale(title="Paused", ends_in=3 * HOUR))
    move_end(published_sale(title="Over"), to=clock.now() - timedelta(minutes=1))
    running.cancel(published_sale(title="Cancelled"))
    SaleItemFactory()

    assert titles(shopper.get("flashsales?phase=live")) == ["Live", "Standing"]
    assert titles(shopper.get("flashsales?phase=upcoming")) == ["Next"]
    assert titles(shopper.get("flashsales?phase=sold_out")) == ["Sold out"]
    assert titles(shopper.get("flashsales?phase=paused")) == ["Paused"]
    assert titles(shopper.get("flashsales?phase=ended")) == ["Cancelled", "Over"]
    assert told(shopper.get("flashsales"))["count"] == 7
    assert titles(shopper.get("flashsales?limit=1&phase=ended&page=2")) == ["Over"]
    active = told(shopper.get("flashsales/active"))["items"]
    assert [sale["title"] for sale in active] == ["Live", "Standing", "Sold out", "Paused"]
    assert [sale["id"] for sale in active[:2]] == [str(live.pk), str(standing.pk)]
    assert active[1]["ends_at"] is None
    assert_refused(shopper.get("flashsales?phase=draft"), 422, "invalid")


def test_a_sale_is_shown_with_its_stock_and_what_the_caller_holds(
    shopper: Caller, item: SaleItem
) -> None:
    assert shopper.user is not None
    engine.reserve(item.pk, buyer=shopper.user.pk, units=2)
    engine.reserve(item.pk, buyer=uuid.uuid4(), units=3)
    told_of = told(shopper.get(f"flashsales/{item.sale_id}"))
    assert (told_of["phase"], told_of["is_cancelled"]) == ("live", False)
    [offered] = told_of["items"]
    assert (offered["name"], offered["state"], offered["hold"]["units"]) == ("Mug", "ready", 2)
    assert (offered["stock"]["available"], offered["stock"]["held"]) == (15, 5)
    assert offered["stock"]["next_release_at"] <= offered["hold"]["expires_at"]
    assert_refused(shopper.get(f"flashsales/{uuid.uuid4()}"), 404, "not_found")


def test_sales_are_for_who_is_signed_in_and_drafts_for_who_manages_them(
    shopper: Caller, owner: User
) -> None:
    draft = SaleItemFactory(product=ProductFactory(store=StoreFactory(owner=owner))).sale
    for address in ("flashsales", "flashsales/active", f"flashsales/{draft.pk}"):
        assert_refused(Caller().get(address), 401, "signed_out")
    assert_refused(shopper.get(f"flashsales/{draft.pk}"), 404, "not_found")
    assert told(Caller(owner).get(f"flashsales/{draft.pk}"))["phase"] == "draft"


# Live stock


def test_the_stock_is_that_of_the_page_and_names_the_item(item: SaleItem) -> None:
    engine.reserve(item.pk, buyer=uuid.uuid4(), units=3)
    by_item = told(Caller().get(f"sales/stock/{item.pk}"))
    by_sale = told(Caller().get(f"sales/stock/{item.sale_id}"))
    count = by_item["items"][str(item.pk)]
    assert (count["units"], count["available"], count["held"], count["sold"]) == (20, 17, 3, 0)
    assert (by_item["item"], by_item["sale"], by_item["phase"]) == (
        str(item.pk),
        item.sale.slug,
        "live",
    )
    assert by_sale["items"] == by_item["items"]


def test_a_sale_of_several_items_does_not_name_one() -> None:
    sale = published_sale(products=2)
    assert_refused(Caller().get(f"sales/stock/{sale.pk}"), 409, "several_items")
    [first, _] = sale.items.all()
    assert len(told(Caller().get(f"sales/stock/{first.pk}"))["items"]) == 2


def test_a_draft_has_no_stock() -> None:
    draft = SaleItemFactory()
    assert_refused(Caller().get(f"sales/stock/{draft.pk}"), 404, "no_such_item")
    assert_refused(Caller().get(f"sales/stock/{uuid.uuid4()}"), 404, "no_such_item")


def test_a_pool_that_is_being_restored_is_unavailable(item: SaleItem) -> None:
    engine.withdraw_pool(item.pk, up_to_epoch=1)
    answer = Caller().get(f"sales/stock/{item.pk}")
    assert_refused(answer, 503, "unavailable")
    assert answer["Retry-After"] == "2"


# Inventory


def test_the_owner_sees_the_pool_and_its_ledger(item: SaleItem, owner: User) -> None:
    engine.reserve(item.pk, buyer=uuid.uuid4(), units=3)
    seen = told(Caller(owner).get(f"inventory/{item.pk}?limit=1"))
    counts = (seen["units"], seen["available"], seen["held"], seen["claimed"], seen["sold"])
    assert counts == (20, 17, 3, 0, 0)
    assert (seen["limit_per_buyer"], seen["hold_seconds"], seen["paused"]) == (5, 600, False)
    assert seen["ledger"] == {
        "items": [
            {
                "kind": "reserve",
                "units": 3,
                "source": "available",
                "target": "held",
                "epoch": 1,
                "order": "",
            }
        ],
        "page": 1,
        "more": True,
    }
    last = told(Caller(owner).get(f"inventory/{item.sale_id}?limit=1&page=2"))["ledger"]
    assert ([movement["kind"] for movement in last["items"]], last["more"]) == (["open"], False)


def test_the_owner_adds_units_and_takes_some_out(item: SaleItem, owner: User) -> None:
    mine, address = Caller(owner), f"inventory/{item.pk}/adjust"
    added = told(mine.post(address, {"units": 5, "reason": "A box turned up"}))
    assert (added["units"], added["pool"]["units"], added["pool"]["available"]) == (5, 25, 25)
    assert added["applied_at"] is not None
    taken = told(mine.post(address, {"units": -25, "reason": "Recalled"}))
    assert taken["pool"]["units"] == 0
    stored = SaleItem.objects.select_related("product").get()
    assert (stored.units, stored.product.stock) == (0, 50)


def test_an_adjustment_with_a_key_is_made_once(item: SaleItem, owner: User) -> None:
    mine, address = Caller(owner), f"inventory/{item.pk}/adjust"
    body, key = {"units": 5, "reason": "A box"}, {"Idempotency-Key": "box-17"}
    first, second = told(mine.post(address, body, **key)), told(mine.post(address, body, **key))
    assert first["id"] == second["id"]
    assert_refused(
        mine.post(address, {"units": 6, "reason": "A box"}, **key), 409, "idempotency_mismatch"
    )
    answer = mine.post(address, body, **{"Idempotency-Key": "box 17"})
    assert list(assert_refused(answer, 422, "invalid")) == ["Idempotency-Key"]
    assert (SaleItem.objects.get().units, StockAdjustment.objects.count()) == (25, 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"units": 0, "reason": "Nothing"}, "units"),
        ({"units": 10_001, "reason": "Many"}, "units"),
        ({"units": 1.5, "reason": "Half"}, "units"),
        ({"units": 1, "reason": "  "}, "reason"),
        ({"units": 1, "reason": "x" * 201}, "reason"),
        ({"units": 1}, "reason"),
    ],
)
def test_an_adjustment_that_can_not_be_is_refused(
    item: SaleItem, owner: User, body: dict[str, object], field: str
) -> None:
    answer = Caller(owner).post(f"inventory/{item.pk}/adjust", body)
    assert list(assert_refused(answer, 422, "invalid")) == [field]
    assert not StockAdjustment.objects.exists()


def test_units_that_are_not_free_stay(item: SaleItem, owner: User) -> None:
    engine.reserve(item.pk, buyer=uuid.uuid4(), units=5)
    body = {"units": -16, "reason": "Recalled"}
    answer = Caller(owner).post(f"inventory/{item.pk}/adjust", body)
    assert_refused(answer, 409, "not_free")
    assert engine.stock(item.pk).units == SaleItem.objects.get().units == 20


def test_the_inventory_of_others_is_neither_shown_nor_changed(
    shopper: Caller, item: SaleItem
) -> None:
    address, body = f"inventory/{item.pk}", {"units": 5, "reason": "Mine"}
    assert_refused(shopper.get(address), 403, "forbidden")
    assert_refused(shopper.post(f"{address}/adjust", body), 403, "forbidden")
    assert_refused(Caller().get(address), 401, "signed_out")
    assert_refused(Caller().post(f"{address}/adjust", body), 401, "signed_out")
    assert engine.stock(item.pk).units == 20
