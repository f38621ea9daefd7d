"""Products and sales made and changed through the API, by those who may."""

from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as engine
from shop.models import Product, Sale, SaleItem, Store
from shop.tests.calling import Caller, assert_refused, told
from shop.tests.factories import (
    HOUR,
    ProductFactory,
    SaleFactory,
    SaleItemFactory,
    StoreFactory,
    item_of,
    published_sale,
    shoe,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory(email="owner@example.com")


@pytest.fixture
def store(owner: User) -> Store:
    return StoreFactory(name="Kilnmoor", slug="kilnmoor", owner=owner)


@pytest.fixture
def mine(owner: User) -> Caller:
    return Caller(owner)


@pytest.fixture
def product(store: Store) -> Product:
    return ProductFactory(store=store, name="Mug", slug="mug", stock=50)


# Products


def test_an_owner_makes_a_product_of_their_store(mine: Caller, store: Store) -> None:
    body = {"store": str(store.pk), "name": " Speckled mug ", "price": "19.90", "stock": 200}
    made = told(mine.post("products", body), status=201)
    stored = Product.objects.get(pk=made["id"])
    assert (stored.name, stored.slug, stored.price) == (
        "Speckled mug",
        "speckled-mug",
        Decimal("19.90"),
    )
    assert (made["price"], made["stock"], made["variants"]) == ("19.90", 200, [])
    again = told(mine.post("products", body), status=201)
    assert again["slug"].startswith("speckled-mug-")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"price": "0"}, "price"),
        ({"price": "19.999"}, "price"),
        ({"price": 19.9}, "price"),
        ({"price": True}, "price"),
        ({"stock": -1}, "stock"),
        ({"stock": "5"}, "stock"),
        ({"slug": "not a slug"}, "slug"),
        ({"slug": "mug"}, "slug"),
        ({"store": str(uuid4())}, "store"),
        ({"colour": "red"}, "colour"),
        ({"name": "Mug\x00"}, "name"),
    ],
)
def test_a_product_that_can_not_be_is_refused(
    mine: Caller, product: Product, wrong: dict[str, object], field: str
) -> None:
    body = {"store": str(product.store_id), "name": "Cup", "price": "19.90"} | wrong
    assert list(assert_refused(mine.post("products", body), 422, "invalid")) == [field]
    assert Product.objects.count() == 1


def test_only_what_is_named_is_changed_and_stock_is_added(mine: Caller, product: Product) -> None:
    changed = told(mine.patch(f"products/{product.pk}", {"price": "25.00", "add_stock": -8}))
    assert (changed["name"], changed["price"], changed["stock"]) == ("Mug", "25.00", 42)
    answer = mine.patch(f"products/{product.pk}", {"name": "Cup", "add_stock": -43})
    assert_refused(answer, 409, "not_enough_stock")
    stored = Product.objects.get(pk=product.pk)
    assert (stored.name, stored.price, stored.stock) == ("Mug", Decimal("25.00"), 42)


def test_nothing_can_be_changed_to_nothing(mine: Caller, product: Product) -> None:
    answer = mine.patch(f"products/{product.pk}", {"name": None, "price": None})
    assert list(assert_refused(answer, 422, "invalid")) == ["name", "price"]


def test_a_product_is_deleted_unless_a_sale_ever_had_it(mine: Caller, product: Product) -> None:
    item = SaleItemFactory(product=product)
    assert_refused(mine.delete(f"products/{product.pk}"), 409, "product_in_use")
    item.delete()
    assert mine.delete(f"products/{product.pk}").status_code == 204
    assert not Product.objects.exists()
    assert_refused(mine.delete(f"products/{product.pk}"), 404, "not_found")


def test_others_can_neither_make_nor_change_nor_delete(product: Product) -> None:
    other = UserFactory()
    StoreFactory(owner=other)
    caller, address = Caller(other), f"products/{product.pk}"
    body = {"store": str(product.store_id), "name": "Cup", "price": "1.00"}
    assert_refused(caller.post("products", body), 403, "forbidden")
    assert_refused(caller.patch(address, {"name": "Cup"}), 403, "forbidden")
    assert_refused(caller.delete(address), 403, "forbidden")
    assert_refused(Caller().delete(address), 401, "signed_out")
    assert [product.name for product in Product.objects.all()] == ["Mug"]


# Sales


def sale_of(product: Product, **fields: object) -> dict[str, object]:
    ends_at = clock.iso(clock.now() + HOUR)
    item = {"product": str(product.pk), "units": 20, "price": "15.00", "limit_per_buyer": 2}
    return {"title": "Spring drop", "ends_at": ends_at, "items": [item]} | fields


def test_a_sale_is_made_started_and_ended(mine: Caller, product: Product) -> None:
    draft = told(mine.post("flashsales", sale_of(product, hold_seconds=60)), status=201)
    assert (draft["phase"], draft["slug"], draft["hold_seconds"]) == ("draft", "spring-drop", 60)
    assert Product.objects.get().stock == 50

    live = told(mine.post(f"sales/start/{draft['id']}"))
    [item] = live["items"]
    assert (live["phase"], item["price"], item["limit_per_buyer"]) == ("live", "15.00", 2)
    assert (item["stock"]["units"], item["stock"]["available"]) == (20, 20)
    assert Product.objects.get().stock == 30

    again = told(mine.post(f"sales/start/{draft['id']}"))
    assert (again["phase"], again["starts_at"]) == ("live", live["starts_at"])
    assert Product.objects.get().stock == 30

    ended = told(mine.post(f"sales/end/{draft['id']}"))
    assert (ended["phase"], ended["items"][0]["state"]) == ("ended", "ended")
    assert told(mine.post(f"sales/end/{draft['id']}"))["ends_at"] == ended["ends_at"]
    assert_refused(mine.post(f"sales/start/{draft['id']}"), 409, "over")


def test_a_sale_that_was_to_start_later_starts_now(mine: Caller, product: Product) -> None:
    sale = published_sale(product=product, starts_in=HOUR, ends_in=2 * HOUR)
    told_of = told(mine.post(f"sales/start/{sale.pk}"))
    assert (told_of["phase"], told_of["ends_at"]) == ("live", clock.iso(sale.ends_at))
    assert engine.reserve(item_of(sale).pk, buyer=uuid4(), units=1).changed


def test_a_draft_that_can_not_start_stays_as_it_was(mine: Caller, product: Product) -> None:
    sale = SaleFactory(starts_at=clock.now() + HOUR, ends_at=clock.now() + 2 * HOUR)
    SaleItemFactory(sale=sale, product=product, units=51)
    assert_refused(mine.post(f"sales/start/{sale.pk}"), 409, "not_enough_stock")
    stored = Sale.objects.get()
    assert (stored.published_at, stored.starts_at) == (None, sale.starts_at)
    assert Product.objects.get().stock == 50
    assert_refused(mine.post(f"sales/end/{sale.pk}"), 409, "not_published")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"items": []}, "items"),
        ({"items": [{"product": str(uuid4()), "units": 1}]}, "items.0.product"),
        ({"ends_at": "2026-05-04T12:00:00"}, "ends_at"),
        ({"ends_at": "2026-05-04T12:00:00Z", "starts_at": "2026-05-04T13:00:00Z"}, "ends_at"),
        ({"ends_at": "9999-12-31T23:59:59Z"}, "ends_at"),
        ({"hold_seconds": 0}, "hold_seconds"),
        ({"title": " "}, "title"),
    ],
)
def test_a_sale_that_can_not_be_is_refused(
    mine: Caller, product: Product, wrong: dict[str, object], field: str
) -> None:
    answer = mine.post("flashsales", sale_of(product, **wrong))
    assert list(assert_refused(answer, 422, "invalid")) == [field]
    assert not Sale.objects.exists()


def test_an_item_is_held_to_the_rules_of_the_admin(mine: Caller, product: Product) -> None:
    too_many = [{"product": str(product.pk), "units": 51}]
    fields = assert_refused(
        mine.post("flashsales", sale_of(product, items=too_many)), 422, "invalid"
    )
    assert fields == {"units": ["Only 50 units of Mug are in stock."]}
    twice = [{"product": str(product.pk), "units": 5}] * 2
    fields = assert_refused(mine.post("flashsales", sale_of(product, items=twice)), 422, "invalid")
    assert fields == {"body": ["This product is already in the sale."]}
    assert not Sale.objects.exists()


def test_a_size_is_offered_by_its_id(mine: Caller, store: Store) -> None:
    [size, other] = shoe(sizes={"42": 50, "43": 50})
    size.product.store = store
    size.product.save()
    item = {"product": str(size.product_id), "variant": str(other.pk), "units": 5}
    made = told(mine.post("flashsales", sale_of(size.product, items=[item])), status=201)
    assert made["items"][0]["variant"] == {"id": str(other.pk), "name": "43"}
    assert SaleItem.objects.get().variant == other


def test_a_sale_of_two_stores_is_for_who_owns_both(mine: Caller, product: Product) -> None:
    foreign = ProductFactory()
    items = [{"product": str(one.pk), "units": 1} for one in (product, foreign)]
    assert_refused(mine.post("flashsales", sale_of(product, items=items)), 403, "forbidden")
    assert not Sale.objects.exists()
    sale = published_sale(product=foreign, starts_in=HOUR, ends_in=2 * HOUR)
    assert_refused(mine.post(f"sales/start/{sale.pk}"), 403, "forbidden")
    assert_refused(mine.post(f"sales/end/{sale.pk}"), 403, "forbidden")
    assert_refused(Caller().post(f"sales/end/{sale.pk}"), 401, "signed_out")
    assert_refused(mine.post(f"sales/end/{uuid4()}"), 404, "not_found")
    assert Sale.objects.get().starts_at == sale.starts_at


def test_staff_need_the_permission(product: Product) -> None:
    clerk = Caller(UserFactory(is_staff=True))
    assert_refused(clerk.post("flashsales", sale_of(product)), 403, "forbidden")
    all_may = Caller(UserFactory(staff=True))
    assert told(all_may.post("flashsales", sale_of(product)), status=201)["phase"] == "draft"
