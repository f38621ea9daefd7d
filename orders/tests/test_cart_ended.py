"""A line whose time has run out: it stays, says so, and offers to try again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from flashsale.redis_clients import stock_client
from inventory import api as inventory
from orders.models import Order
from orders.tests.buttons import bought, checkout_form, pay
from orders.tests.buying import units_by_place
from orders.tests.holding import CART, assert_back_in_cart, cart_in, do, held_item, messages_in
from orders.tests.losing import LOST, cart_text, lose_and_rebuild
from orders.tests.pages import form_to
from shop.models import SaleItem
from shop.running import cancel

pytestmark = pytest.mark.django_db(transaction=True)

EMPTY = "Your cart is empty."
TIME_IS_UP = 'Time is up: <span data-cart-units>2</span> <span data-one="unit has"'


@pytest.fixture
def time_runs_out(
    signed_in: Client, ada: User, run_out: Callable[[SaleItem, User], None]
) -> Callable[[SaleItem], None]:
    """Called, Ada's hold has run out a second ago, which her browser had been shown running."""

    def move(item: SaleItem) -> None:
        if inventory.holds_of(ada.pk).holds:
            run_out(item, ada)
        age_cookie(signed_in, item)

    return move


def age_cookie(client: Client, item: SaleItem, *, seconds: int = 1) -> None:
    """What was shown of the item ended so many seconds ago."""
    over = clock.to_ms(clock.now() - timedelta(seconds=seconds))
    holder, *entries = client.cookies["held"].value.split("_")
    for at, entry in enumerate(entries):
        item_id, epoch, _, units = entry.split(".")
        if item_id == str(item.pk):
            entries[at] = f"{item_id}.{epoch}.{over}.{units}"
    client.cookies["held"] = "_".join([holder, *entries])


def ended_in(client: Client) -> list[SaleItem]:
    return [gone.item for gone in client.get(CART).context["seen"].ended]


def test_a_line_that_has_just_ended_stays_says_so_and_offers_try_again(
    signed_in: Client, ada: User, time_runs_out: Callable[[SaleItem], None]
) -> None:
    """Without scripts: after a reload. With them the open page says the same (browser tests)."""
    item, kept = held_item(ada, units=2), held_item(ada, units=1)
    signed_in.get(CART)
    time_runs_out(item)

    for _ in range(2):
        page = cart_text(signed_in)
        assert TIME_IS_UP in page
        assert item.product.name in page
    assert ended_in(signed_in) == [item]
    assert [line.item for line in cart_in(signed_in).lines] == [kept]
    again = form_to(signed_in.get(CART), reverse("orders:reserve", args=[item.pk]))
    assert again.fields["quantity"] == "2"
    assert_back_in_cart(signed_in.post(again.action, again.fields))

    assert ended_in(signed_in) == []
    assert sorted(line.units for line in cart_in(signed_in).lines) == [1, 2]
    assert units_by_place(item) == (18, 2, 0, 0)


def test_a_cart_whose_only_line_has_ended_is_empty_and_says_why(
    signed_in: Client, ada: User, time_runs_out: Callable[[SaleItem], None]
) -> None:
    item = held_item(ada, units=2)
    signed_in.get(CART)
    time_runs_out(item)

    page = cart_text(signed_in)

    assert (TIME_IS_UP in page, EMPTY in page) == (True, True)
    assert reverse("orders:checkout") not in page


def test_what_has_ended_can_be_put_away_and_nothing_is_let_go_by_it(
    signed_in: Client, ada: User, time_runs_out: Callable[[SaleItem], None]
) -> None:
    """The button of an old page: meanwhile it is held again, in another tab."""
    item = held_item(ada, units=2)
    signed_in.get(CART)
    time_runs_out(item)
    form = form_to(signed_in.get(CART), reverse("orders:release", args=[item.pk]) + "?put_away")
    inventory.reserve(item.pk, buyer=ada.pk, units=1)

    assert_back_in_cart(signed_in.post(form.action, form.fields))
    assert [line.units for line in cart_in(signed_in).lines] == [1]

    inventory.release(item.pk, buyer=ada.pk)
    assert_back_in_cart(signed_in.post(form.action, form.fields))
    assert (ended_in(signed_in), messages_in(signed_in)) == ([], [])


def test_ten_minutes_later_nothing_is_said_of_it(
    signed_in: Client, ada: User, time_runs_out: Callable[[SaleItem], None]
) -> None:
    item = held_item(ada)
    signed_in.get(CART)
    time_runs_out(item)
    age_cookie(signed_in, item, seconds=601)
    assert ended_in(signed_in) == []
    assert signed_in.cookies["held"].value == ""


def test_trying_again_waits_for_the_pause_of_the_sale(
    signed_in: Client, ada: User, time_runs_out: Callable[[SaleItem], None]
) -> None:
    item = held_item(ada, units=2, cooldown_seconds=60)
    signed_in.get(CART)
    time_runs_out(item)

    page = signed_in.get(CART)
    (gone,) = page.context["seen"].ended
    assert 57 <= gone.seconds_to_wait <= 59
    assert f'datetime="{clock.iso(gone.free_at)}"' in page.content.decode()
    again = form_to(page, reverse("orders:reserve", args=[item.pk]))
    assert_back_in_cart(signed_in.post(again.action, again.fields))
    (told,) = messages_in(signed_in)
    assert told.startswith("You held this a moment ago. You can reserve it again in 5")
    assert ended_in(signed_in) == [item]

    stock_client().delete(f"rest:{{{item.pk}}}:{ada.pk}")
    assert_back_in_cart(signed_in.post(again.action, again.fields))
    assert [line.units for line in cart_in(signed_in).lines] == [2]


def test_without_a_pause_trying_again_waits_for_nothing(
    signed_in: Client, ada: User, time_runs_out: Callable[[SaleItem], None]
) -> None:
    item = held_item(ada, cooldown_seconds=0)
    signed_in.get(CART)
    time_runs_out(item)
    (gone,) = signed_in.get(CART).context["seen"].ended
    assert gone.seconds_to_wait == 0


def _let_go(signed_in: Client, item: SaleItem) -> None:
    signed_in.get(do(signed_in, "release", item)["Location"])


def _buy(signed_in: Client, item: SaleItem) -> None:
    bought(pay(signed_in, checkout_form(signed_in)))


def _extend_and_buy(signed_in: Client, item: SaleItem) -> None:
    """Right at the start: so long before the end as only an extended hold can be."""
    do(signed_in, "extend", item)
    _buy(signed_in, item)


def _cancel_sale(signed_in: Client, item: SaleItem) -> None:
    cancel(item.sale)


def _lose(signed_in: Client, item: SaleItem) -> None:
    lose_and_rebuild(item)
    assert LOST in cart_text(signed_in)


@pytest.mark.parametrize(
    "end",
    [_let_go, _buy, _extend_and_buy, _cancel_sale, _lose],
    ids=["let go", "bought", "extended and bought", "sale cancelled", "lost by us"],
)
def test_what_went_another_way_has_not_run_out(
    signed_in: Client,
    ada: User,
    time_runs_out: Callable[[SaleItem], None],
    end: Callable[[Client, SaleItem], None],
) -> None:
    item = held_item(ada, hold_seconds=600, extension_seconds=120)
    signed_in.get(CART)
    end(signed_in, item)
    if signed_in.cookies["held"].value:
        _expire_by_the_cookie_only(signed_in, item)
    page = cart_text(signed_in)
    assert ("Time is up" in page, EMPTY in page) == (False, True)


def _expire_by_the_cookie_only(client: Client, item: SaleItem) -> None:
    """Its end has come, and nothing else has moved: orders are as old as the hold was long."""
    holder, *entries = client.cookies["held"].value.split("_")
    (entry,) = entries
    item_id, epoch, end, units = entry.split(".")
    back = int(end) - clock.to_ms(clock.now()) + 1_000
    for order in Order.objects.all():
        earlier = order.created_at - timedelta(milliseconds=back)
        Order.objects.filter(pk=order.pk).update(created_at=earlier)
    client.cookies["held"] = f"{holder}_{item_id}.{epoch}.{int(end) - back}.{units}"


def test_who_bought_one_before_is_told_that_the_next_has_run_out(
    signed_in: Client, ada: User, time_runs_out: Callable[[SaleItem], None]
) -> None:
    item = held_item(ada, units=1, hold_seconds=600)
    order = bought(pay(signed_in, checkout_form(signed_in)))
    Order.objects.filter(pk=order.pk).update(created_at=clock.now() - timedelta(seconds=660))
    inventory.reserve(item.pk, buyer=ada.pk, units=1)
    signed_in.get(CART)
    time_runs_out(item)
    assert ended_in(signed_in) == [item]


def test_the_next_who_signs_in_here_is_not_told(
    signed_in: Client, ada: User, time_runs_out: Callable[[SaleItem], None]
) -> None:
    item = held_item(ada)
    signed_in.get(CART)
    time_runs_out(item)
    signed_in.force_login(UserFactory())
    assert ended_in(signed_in) == []


def test_more_ended_lines_take_no_more_queries_and_never_more_than_12(
    signed_in: Client,
    ada: User,
    time_runs_out: Callable[[SaleItem], None],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    items = [held_item(ada) for _ in range(6)]
    signed_in.get(CART)
    time_runs_out(items[0])
    with django_assert_max_num_queries(12) as one_ended:
        assert len(ended_in(signed_in)) == 1
    for item in items[1:4]:
        time_runs_out(item)
    with django_assert_max_num_queries(len(one_ended)):
        assert len(ended_in(signed_in)) == 4
