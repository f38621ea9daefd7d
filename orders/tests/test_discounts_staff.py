"""What staff do with codes, and what they are told of them: the admin, verify_stock, the demo."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.demo.codes import print_codes
from orders.models import Discount, DiscountProduct
from orders.tests.discounting import discount_of, lines_of, order_with, reduced
from shop.tests.admin_pages import cell_of, page_of, text_of, times, told
from shop.tests.commanding import run
from shop.tests.factories import ProductFactory, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

CODES = reverse("admin:orders_discount_changelist")
ADD = reverse("admin:orders_discount_add")


@pytest.fixture(autouse=True)
def boss(client: Client) -> User:
    staff: User = UserFactory(email="boss@example.com", staff=True)
    client.force_login(staff)
    return staff


def form(**fields: Any) -> dict[str, Any]:
    """What a browser sends of a new code's page."""
    return {
        "code": "SPRING", "is_active": "on", "percent": "10", "amount": "", "minimum": "0",
        "most_uses": "", "most_uses_per_buyer": "", "products-TOTAL_FORMS": 0,
        "products-INITIAL_FORMS": 0, **times(clock.now(), None), **fields,
    }  # fmt: skip


def test_a_code_is_made_in_capitals_with_its_products(client: Client) -> None:
    bowl = ProductFactory()
    row = {"products-TOTAL_FORMS": 1, "products-0-product": bowl.pk}

    assert client.post(ADD, form(code=" spring ", most_uses="20", **row)).status_code == 302

    discount = Discount.objects.get()
    assert (discount.code, discount.percent, discount.most_uses) == ("SPRING", Decimal(10), 20)
    assert DiscountProduct.objects.get().product == bowl


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "5"}, "Give a percentage or an amount, and not both."),
        ({"percent": ""}, "Give a percentage or an amount, and not both."),
        ({"code": "AUTUMN"}, "Discount with this Code already exists."),
        ({"code": "autumn"}, "Discount with this Code already exists."),
    ],
    ids=["both", "neither", "twice", "twice in other letters"],
)
def test_what_makes_no_code_is_refused(client: Client, fields: dict[str, str], words: str) -> None:
    discount_of("AUTUMN")
    assert words in text_of(client.post(ADD, form(**fields)))
    assert Discount.objects.count() == 1


@pytest.mark.parametrize("limit", ["most_uses", "most_uses_per_buyer"])
def test_a_limit_can_not_be_set_below_what_was_used(client: Client, ada: User, limit: str) -> None:
    discount = discount_of()
    sale = published_sale()
    for _ in range(2):
        order_with(sale, ada)

    page = client.post(page_of(discount), form(**{limit: "1"}))
    assert "It was used 2 times already. Give at least 2." in text_of(page)
    assert client.post(page_of(discount), form(**{limit: "2"})).status_code == 302

    discount.refresh_from_db()
    assert (getattr(discount, limit), discount.used) == (2, 2)


def test_saving_sets_no_counter_back(client: Client, ada: User) -> None:
    """A code is used while its page is open."""
    discount = discount_of()
    sent = form(percent="20")
    order_with(published_sale(), ada)
    assert client.post(page_of(discount), {**sent, "used": "0"}).status_code == 302
    discount.refresh_from_db()
    assert (discount.percent, discount.used) == (Decimal(20), 1)


def test_a_code_that_was_used_can_not_be_deleted_and_says_why(client: Client, ada: User) -> None:
    discount = discount_of()
    order_with(published_sale(), ada)

    answer = client.post(page_of(discount, "delete"), {"post": "yes"})

    assert answer["Location"] == page_of(discount)
    assert told(answer) == [
        "SPRING was used in orders, so it stays: they say what it took off. Untick “active”, and"
        " nobody can use it any more."
    ]
    assert Discount.objects.filter(pk=discount.pk).exists()


def test_a_code_that_nobody_used_can_be_deleted(client: Client, ada: User) -> None:
    discount = discount_of()
    lines_of(ada, "80.00")
    reduced(ada)  # looked at, and so counted as used 0 times by this buyer
    assert client.post(page_of(discount, "delete"), {"post": "yes"}).status_code == 302
    assert not Discount.objects.exists()


def test_the_list_shows_what_each_takes_off_and_how_often_it_was_used(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    discount_of("A", percent=Decimal("12.50"), most_uses=1_000, used=20)
    page = text_of(client.get(CODES))
    assert (cell_of(page, "takes_off"), cell_of(page, "uses")) == ("12.5 %", "20 of 1,000")
    Discount.objects.update(percent=None, amount=Decimal(5), most_uses=None)
    page = text_of(client.get(CODES))
    assert (cell_of(page, "takes_off"), cell_of(page, "uses")) == ("€5.00", "20")
    discount_of("B")
    with django_assert_num_queries(4):
        client.get(CODES)


# verify_stock


def test_verify_stock_tells_of_a_code_that_was_counted_wrongly(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orders.discounts.verifying.PAUSE_SECONDS", 0)
    discount = discount_of()
    order_with(published_sale(units=20), ada)
    assert run("verify_stock") == "1 pool, 20 units: all books agree."
    Discount.objects.update(used=2)

    out = StringIO()
    with pytest.raises(CommandError, match=r"^1 pool, 20 units: the discounts differ\.$") as wrong:
        call_command("verify_stock", stdout=out)
    assert wrong.value.returncode == 1
    assert out.getvalue() == ("discount SPRING: 2 uses counted, 1 in orders.\n")

    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_stock", "--json", stdout=out)
    assert json.loads(out.getvalue())["discounts"] == [
        {"discount": discount.code, "buyer": "", "expected": 1, "found": 2}
    ]


# The demo


def test_the_demo_shop_has_two_codes_and_makes_them_once(ada: User) -> None:
    assert (print_codes(), print_codes()) == (2, 0)
    lines_of(ada, "80.00", "80.00")
    taken = [reduced(ada, code=code).amount for code in ("welcome10", "twentyoff")]
    assert taken == [Decimal("16.00"), Decimal("20.00")]


def test_a_code_of_the_demo_shop_that_staff_renamed_is_not_made_again() -> None:
    print_codes()
    Discount.objects.filter(code="WELCOME10").update(code="HELLO")
    assert print_codes() == 0
