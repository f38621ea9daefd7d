"""An order with everything on its page, what went back of it, and the list that tells it."""

from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from orders.abandoning import abandon
from orders.cancelling import cancel, cancel_line
from orders.models import Order
from orders.tests.buying import pending_order, placed_order
from orders.tests.full_orders import full_order, lines_of
from orders.tests.losing import text_at
from orders.tests.pages import form_to
from orders.tests.refunds import money_of, promised
from orders.tests.stages import away
from orders.tests.unchanged import nothing_changes
from shop.models import Sale
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = "/orders/"


@pytest.fixture
def sale() -> Sale:
    return published_sale(products=3, price=Decimal("19.99"))


@pytest.fixture
def order(sale: Sale, ada: User) -> Order:
    return full_order(sale, buyer=ada)


def page_of(order: Order) -> str:
    return f"/orders/{order.number}/"


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.extend(data.split())


def words_at(client: Client, path: str) -> str:
    """What a reader reads of the page."""
    reader = _Words()
    reader.feed(client.get(path).content.decode())
    return " ".join(reader.words)


# One order


def test_an_order_shows_its_sums_its_address_and_the_way_to_its_invoice(
    signed_in: Client, order: Order
) -> None:
    words = words_at(signed_in, page_of(order))
    for told in (
        "Subtotal €119.94",
        "Discount TENTH \N{MINUS SIGN}€11.99",
        "Parcel €4.90",
        "Tax, 19% €21.44",
        "Total €134.29",
        "Ada Lovelace 12 Dorset Street W1U 6QS London United Kingdom",
    ):
        assert told in words
    invoice = reverse("orders:invoice", args=[order.number])
    assert f'href="{invoice}"' in text_at(signed_in, page_of(order))


def test_a_line_is_cancelled_by_its_own_button_which_says_what_goes_back(
    signed_in: Client, order: Order
) -> None:
    line = lines_of(order)[1]
    address = f"{page_of(order)}lines/{line.pk}/cancel/"
    asked = f"{line.product_name} go back on sale, and €42.82 is refunded."
    assert asked in words_at(signed_in, page_of(order))

    form = form_to(signed_in.get(page_of(order)), address)
    answer = signed_in.post(form.action, form.fields)

    assert (answer.status_code, answer["Location"]) == (303, page_of(order))
    assert money_of(order)[2] == Decimal("42.82")
    page = signed_in.get(page_of(order))
    assert [str(message) for message in page.context["messages"]] == [
        f"{line.product_name} is cancelled, and the money is on its way back."
    ]
    assert f'<s class="bill__name">{line.product_name}</s>' in page.content.decode()
    words = words_at(signed_in, page_of(order))
    assert "Cancelled: €42.82 refunded" in words
    assert "Refunds €42.82 refunded" in words
    assert address not in page.content.decode()


def test_what_is_left_is_what_cancelling_the_order_says_to_refund(
    signed_in: Client, order: Order
) -> None:
    first, second, _ = lines_of(order)
    cancel_line(first)
    assert "your place is given up, and €112.88 is refunded" in words_at(signed_in, page_of(order))

    cancel_line(second)

    page = signed_in.get(page_of(order))
    assert "/lines/" not in page.content.decode(), "the last line is cancelled with the order"
    form_to(page, f"{page_of(order)}cancel/")


def test_money_that_is_not_back_yet_is_told_to_be_on_its_way(
    signed_in: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    with away("restock"):
        cancel_line(lines_of(order)[0])
    order.refunds.update(refunded_at=None)

    words = words_at(signed_in, page_of(order))

    assert "Cancelled: €21.41 on its way back" in words
    assert "Refunds €21.41 on its way back" in words


def test_a_place_in_a_sale_is_given_up_with_the_last_line_there(
    signed_in: Client, ada: User, sale: Sale
) -> None:
    order = full_order(sale, buyer=ada)
    first, second, _ = lines_of(order)
    first.item.sale = published_sale()
    first.item.save(update_fields=["sale"])
    order.places.create(sale=first.item.sale, place=1)

    cancel_line(first)
    cancel_line(second)

    assert [one.sale for one in signed_in.get(page_of(order)).context["view"].places] == [sale]


def test_cancelling_a_line_twice_is_cancelling_it_once(signed_in: Client, order: Order) -> None:
    address = f"{page_of(order)}lines/{lines_of(order)[0].pk}/cancel/"
    signed_in.post(address)
    with nothing_changes():
        assert signed_in.post(address).status_code == 303
    assert promised(order) == [Decimal("21.41")]


def test_somebody_elses_line_is_not_there(signed_in: Client, order: Order) -> None:
    others = placed_order(published_sale(products=2))
    line = others.lines.all()[0]
    with nothing_changes():
        for number in (others.number, order.number):
            address = f"/orders/{number}/lines/{line.pk}/cancel/"
            assert signed_in.post(address).status_code == 404
            assert signed_in.get(address).status_code == 405


def test_the_page_takes_no_more_queries_for_many_lines_sales_and_refunds(
    signed_in: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one = placed_order(published_sale(), buyer=ada)
    many = placed_order(published_sale(products=8), buyer=ada)
    for line in many.lines.all()[:6]:
        cancel_line(line)
    signed_in.get(page_of(one))
    with django_assert_max_num_queries(9) as of_one:
        signed_in.get(page_of(one))
    with django_assert_max_num_queries(len(of_one)):
        signed_in.get(page_of(many))


# The list


def test_an_order_that_did_not_come_about_is_listed_without_a_sum(
    signed_in: Client, ada: User, sale: Sale
) -> None:
    abandon(pending_order(sale, buyer=ada), failure_code="payment_declined")
    words = words_at(signed_in, ORDERS)
    assert "Not bought Nothing charged" in words
    assert "€" not in words


def test_the_list_tells_what_went_back(signed_in: Client, order: Order) -> None:
    assert "Placed €134.29" in words_at(signed_in, ORDERS)

    cancel_line(lines_of(order)[0])
    assert "Partly cancelled €112.88 €21.41 refunded" in words_at(signed_in, ORDERS)

    cancel(order)
    assert "Cancelled €134.29 refunded" in words_at(signed_in, ORDERS)
