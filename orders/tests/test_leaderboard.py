"""The leaderboard: who bought, in the exact order of purchase."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.abandoning import abandon
from orders.cancelling import cancel
from orders.leaderboard import places, shown_name
from orders.models import Order, SalePlace
from orders.placement import place
from orders.templatetags.orders_tags import latest_buyers
from orders.tests.buying import pending_order, placed_order
from orders.tests.threads import at_once
from shop.models import Sale
from shop.running import end_now, pause
from shop.settling import settle_due_sales
from shop.tests.factories import HOUR, SaleFactory, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

LEADERBOARD = "/leaderboard/"


def bought(sale: Sale, name: str, *, units: int = 1) -> Order:
    return placed_order(sale, buyer=UserFactory(name=name), units=units)


def board_of(client: Client, sale: Sale, **query: object) -> HttpResponse:
    return client.get(f"/sales/{sale.slug}/leaderboard/", query)


def seen(page: HttpResponse) -> list[tuple[int, str, int]]:
    return [(row.place, row.name, row.units) for row in page.context["page"]]


def many_places(sale: Sale, *, number: int) -> None:
    """That many purchases, as rows only."""
    now = clock.now()
    orders = Order.objects.bulk_create(
        Order(
            buyer=UserFactory(),
            checkout_token=f"{sale.pk}{place}",
            status=Order.Status.PLACED,
            total=1,
            currency="EUR",
            placed_at=now + timedelta(seconds=place),
        )
        for place in range(1, number + 1)
    )
    SalePlace.objects.bulk_create(
        SalePlace(sale=sale, order=order, place=place) for place, order in enumerate(orders, 1)
    )
    Sale.objects.filter(pk=sale.pk).update(places_given=number)


# One sale


def test_buyers_stand_in_the_order_in_which_they_bought(client: Client) -> None:
    sale = published_sale(products=2)
    bought(sale, "Ada Lovelace")
    bought(sale, "Grace Brewster Hopper", units=2)
    bought(sale, "Plato")

    page = board_of(client, sale)

    assert (page.context["sale"], page.context["phase"]) == (sale, "live")
    assert seen(page) == [(1, "Ada L.", 2), (2, "Grace H.", 4), (3, "Plato", 2)]
    assert [row.placed_at for row in page.context["page"]] == list(
        Order.objects.order_by("placed_at").values_list("placed_at", flat=True)
    )


def test_the_place_is_that_of_the_purchase_not_of_the_reservation(client: Client) -> None:
    sale = published_sale()
    early = pending_order(sale, buyer=UserFactory(name="Early Bird"))
    bought(sale, "Quick Payer")
    place(early)
    assert seen(board_of(client, sale)) == [(1, "Quick P.", 1), (2, "Early B.", 2)]


def test_who_cancelled_or_did_not_pay_is_left_out_and_the_others_keep_their_places(
    client: Client,
) -> None:
    sale = published_sale()
    bought(sale, "Ada Lovelace")
    cancel(bought(sale, "Grace Hopper"))
    abandon(pending_order(sale), failure_code="payment_declined")
    pending_order(sale)
    bought(sale, "Alan Turing")
    assert seen(board_of(client, sale)) == [(1, "Ada L.", 1), (3, "Alan T.", 1)]


def test_purchases_at_the_same_moment_have_different_places() -> None:
    sale = published_sale()
    orders = [pending_order(sale) for _ in range(8)]
    at_once(orders, place)
    in_order = list(places(sale).values_list("place", "order__placed_at"))
    assert [place for place, _ in in_order] == list(range(1, 9))


def test_a_buyer_whose_account_is_gone_keeps_the_place(client: Client) -> None:
    sale = published_sale()
    order = bought(sale, "Ada Lovelace")
    order.buyer.delete()
    assert seen(board_of(client, sale)) == [(1, "Somebody", 1)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Lovelace", "Ada L."),
        ("  Ada   Byron King  Lovelace ", "Ada L."),
        ("Plato", "Plato"),
        ("Élise Œuvrard", "Élise Œ."),
        ("李 小龍", "李 小."),
    ],
)
def test_friends_know_the_name_and_strangers_do_not(name: str, shown: str) -> None:
    assert shown_name(UserFactory.build(name=name)) == shown


def test_who_has_no_name_is_somebody() -> None:
    assert shown_name(None) == "Somebody"
    assert shown_name(UserFactory.build(name=" ")) == "Somebody"


def test_a_name_is_shortened_unless_it_is_shared(client: Client) -> None:
    sale = published_sale()
    placed_order(sale, buyer=UserFactory(name="Ada  King Lovelace", shares_name=True))
    bought(sale, "Grace Hopper")

    assert [name for _, name, _ in seen(board_of(client, sale))] == [
        "Ada King Lovelace",
        "Grace H.",
    ]
    assert [name for name, _ in latest()] == ["Grace H.", "Ada King Lovelace"]


def test_a_name_is_text_on_the_page_never_html(client: Client) -> None:
    sale = published_sale()
    bought(sale, "<script>alert(1)</script>")
    for page in (board_of(client, sale), client.get(LEADERBOARD)):
        assert "<script>alert" not in page.content.decode()


def test_a_long_board_is_shown_in_pages_and_takes_no_more_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sale = published_sale()
    bought(sale, "Ada Lovelace")
    with django_assert_max_num_queries(5) as of_one:
        board_of(client, sale)
    SalePlace.objects.all().delete()
    many_places(sale, number=120)
    with django_assert_max_num_queries(len(of_one)):
        first = board_of(client, sale)
    assert [place for place, *_ in seen(first)] == list(range(1, 51))
    assert [place for place, *_ in seen(board_of(client, sale, page=3))] == list(range(101, 121))
    for bad in ("0", "99", "abc", "-1"):
        assert board_of(client, sale, page=bad).status_code == 200


def test_a_sale_in_which_nobody_bought_has_an_empty_board(client: Client) -> None:
    page = board_of(client, published_sale())
    assert (page.status_code, seen(page)) == (200, [])


def words_of(page: HttpResponse) -> str:
    """What the board says of itself."""
    found = re.search(r'<p class="board__phase">(.*?)</p>', page.content.decode())
    assert found is not None
    return found[1]


def test_a_running_board_and_one_to_come_say_so(client: Client) -> None:
    sale, coming = published_sale(), published_sale(starts_in=HOUR, ends_in=2 * HOUR)
    assert words_of(board_of(client, coming)) == "Not started yet"
    assert words_of(board_of(client, sale)) == "Still running"
    pause(sale)
    assert words_of(board_of(client, sale)) == "Paused"


def test_a_board_is_sold_out_when_all_is_paid_and_not_while_units_are_held(client: Client) -> None:
    sale = published_sale(units=3)
    order = bought(sale, "Ada Lovelace", units=2)
    last = pending_order(sale, units=1)
    assert words_of(board_of(client, sale)) == "Still running"

    place(last)

    sold_out = "Sold out: nobody can join unless somebody cancels"
    assert words_of(board_of(client, sale)) == sold_out
    assert words_of(client.get(LEADERBOARD)) == sold_out
    cancel(order)
    assert words_of(board_of(client, sale)) == "Still running"


def test_a_finished_board_is_final_when_nothing_that_was_held_can_be_paid_any_more(
    client: Client,
) -> None:
    sale = published_sale()
    bought(sale, "Ada Lovelace")
    end_now(sale)
    ended = "Ended: what was held at the end may still be paid"
    assert words_of(board_of(client, sale)) == ended

    Sale.objects.filter(pk=sale.pk).update(ends_at=clock.now() - HOUR)
    assert settle_due_sales() == 1

    assert words_of(board_of(client, sale)) == words_of(client.get(LEADERBOARD)) == "Final"


def test_a_draft_and_an_unknown_sale_have_no_board(client: Client) -> None:
    assert board_of(client, SaleFactory()).status_code == 404
    assert client.get("/sales/unknown/leaderboard/").status_code == 404


# All sales


def test_an_empty_shop_has_no_boards(client: Client) -> None:
    published_sale()
    page = client.get(LEADERBOARD)
    assert (page.status_code, page.context["boards"]) == (200, [])


def test_the_latest_sales_stand_first_each_with_its_first_five_buyers(client: Client) -> None:
    older = published_sale(starts_in=-2 * HOUR)
    newer = published_sale(starts_in=-HOUR)
    published_sale()
    bought(older, "Ada Lovelace")
    for name in "ABCDEF":
        bought(newer, name)

    boards = client.get(LEADERBOARD).context["boards"]

    assert [(board.sale, board.phase) for board in boards] == [(newer, "live"), (older, "live")]
    assert [[row.name for row in board.rows] for board in boards] == [list("ABCDE"), ["Ada L."]]


def test_many_sales_take_a_bounded_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(8):
        many_places(published_sale(), number=6)
    client.force_login(UserFactory())
    with django_assert_max_num_queries(12):
        boards = client.get(LEADERBOARD).context["boards"]
    assert [len(board.rows) for board in boards] == [5] * 6


# The latest buyers, as other pages show them


def latest(sale: Sale | None = None, *, limit: int = 5) -> list[tuple[str, int]]:
    return [(row.name, row.units) for row in latest_buyers(sale, limit)["rows"]]


def test_the_latest_buyers_stand_the_latest_first() -> None:
    first, second = published_sale(), published_sale()
    bought(first, "Ada Lovelace")
    bought(second, "Grace Hopper", units=2)
    bought(first, "Alan Turing")
    cancel(bought(first, "Eve Canceller"))
    for order, age in zip(Order.objects.order_by("placed_at"), (3, 2, 1, 0), strict=True):
        moment = clock.now() - timedelta(minutes=age)
        Order.objects.filter(pk=order.pk).update(placed_at=moment)

    assert latest() == [("Alan T.", 1), ("Grace H.", 2), ("Ada L.", 1)]
    assert latest(limit=1) == [("Alan T.", 1)]
    assert latest(first) == [("Alan T.", 1), ("Ada L.", 1)]
    assert latest(second) == [("Grace H.", 2)]
    html = Template("{% load orders_tags %}{% latest_buyers limit=2 %}").render(Context())
    assert 0 < html.index("Alan T.") < html.index("Grace H.")
    assert "Ada L." not in html


def test_where_nobody_bought_nothing_is_shown() -> None:
    template = Template("{% load orders_tags %}{% latest_buyers %}")
    assert template.render(Context()).strip() == ""
