"""The final order may differ: nothing is charged, what changed is shown, and confirmed again."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from inventory import api as inventory
from orders.tests.buttons import (
    CHECKOUT,
    assert_nothing_bought,
    begun_order,
    checkout_form,
    pay,
)
from orders.tests.buying import placed_order, units_by_place
from orders.tests.changing import confirmed, lines, marks, nothing_charged, sums
from orders.tests.delivering import chosen, offer_parcels
from orders.tests.holding import held_item
from orders.tests.pages import form_to, words
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

RunOut = Callable[[SaleItem, User], None]


def test_a_line_that_ended_is_marked_and_nothing_is_charged(
    signed_in: Client, ada: User, kept: SaleItem, run_out: RunOut
) -> None:
    gone = held_item(ada, units=3)
    form = checkout_form(signed_in)
    run_out(gone, ada)

    with nothing_charged(kept, ada):
        page = pay(signed_in, form)

    name = gone.product.name
    assert lines(page) == [(name, "ended", 3, None)]
    assert sums(page)["total"] == (340, 100)
    assert f"{name} is not held for you any more: its time ran out, or it was let go." in words(
        page
    )
    again = form_to(page, f"/rush/items/{gone.pk}/reserve/").fields
    assert (again["quantity"], again["next"]) == ("3", CHECKOUT)
    assert marks(page, kept) == []
    assert confirmed(signed_in, page) == 100


def test_a_line_that_sold_out_since_is_marked_and_nothing_is_charged(
    signed_in: Client, ada: User, kept: SaleItem, run_out: RunOut
) -> None:
    sale = published_sale(units=2)
    gone = item_of(sale)
    inventory.reserve(gone.pk, buyer=ada.pk, units=2)
    form = checkout_form(signed_in)
    run_out(gone, ada)
    placed_order(sale, units=2)

    with nothing_charged(kept, ada):
        page = pay(signed_in, form)

    assert lines(page) == [(gone.product.name, "sold_out", 2, None)]
    assert f"{gone.product.name} is not held for you any more, and has sold out since." in words(
        page
    )
    assert f"/rush/items/{gone.pk}/reserve/" not in words(page)
    assert confirmed(signed_in, page) == 100


def test_a_line_that_ends_while_it_is_claimed_is_marked_and_its_order_is_given_up(
    signed_in: Client, ada: User, kept: SaleItem, run_out: RunOut
) -> None:
    """The order had begun: it is abandoned before anything is authorised."""
    gone = held_item(ada, units=3)
    form = checkout_form(signed_in)
    begun_order(ada, form)
    run_out(gone, ada)

    page = pay(signed_in, form)

    assert lines(page) == [(gone.product.name, "ended", 3, None)]
    assert_nothing_bought()
    assert units_by_place(kept) == (18, 2, 0, 0)
    assert confirmed(signed_in, page) == 100


def test_a_price_that_changed_is_marked_and_nothing_is_charged(
    signed_in: Client, ada: User, kept: SaleItem
) -> None:
    item = held_item(ada, units=2, price=Decimal("80.00"))
    form = checkout_form(signed_in)
    SaleItem.objects.filter(pk=item.pk).update(price=Decimal("90.00"))

    with nothing_charged(kept, ada):
        page = pay(signed_in, form)

    assert lines(page) == [(item.product.name, "price", 80, 90)]
    assert sums(page)["total"] == (260, 280)
    assert marks(page, item) == ["price"]
    assert marks(page, kept) == []
    assert f"{item.product.name} costs €90.00, not €80.00." in words(page)
    assert confirmed(signed_in, page) == 280


def test_units_that_changed_are_marked_and_nothing_is_charged(
    signed_in: Client, ada: User, kept: SaleItem
) -> None:
    item = held_item(ada, units=2)
    form = checkout_form(signed_in)
    inventory.set_units(item.pk, buyer=ada.pk, units=1)

    with nothing_charged(kept, ada):
        page = pay(signed_in, form)

    assert lines(page) == [(item.product.name, "units", 2, 1)]
    assert marks(page, item) == ["units"]
    assert f"{item.product.name}: 1 unit, not 2." in words(page)
    assert confirmed(signed_in, page) == 180


def test_a_line_that_was_added_in_another_tab_is_marked_and_nothing_is_charged(
    signed_in: Client, ada: User, kept: SaleItem
) -> None:
    form = checkout_form(signed_in)
    item = held_item(ada, units=1)

    with nothing_charged(kept, ada):
        page = pay(signed_in, form)

    assert lines(page) == [(item.product.name, "added", None, 1)]
    assert confirmed(signed_in, page) == 180


def test_a_line_that_was_let_go_and_reserved_again_is_marked_and_nothing_is_charged(
    signed_in: Client, ada: User, kept: SaleItem
) -> None:
    item = held_item(ada, units=1)
    form = checkout_form(signed_in)
    inventory.release(item.pk, buyer=ada.pk)
    inventory.reserve(item.pk, buyer=ada.pk, units=1)

    with nothing_charged(kept, ada):
        page = pay(signed_in, form)

    assert lines(page) == [(item.product.name, "reserved_anew", None, None)]
    assert confirmed(signed_in, page) == 180


def test_several_changes_at_once_are_all_told(
    signed_in: Client, ada: User, kept: SaleItem, run_out: RunOut
) -> None:
    gone, dearer = held_item(ada, units=1), held_item(ada, units=1)
    form = checkout_form(signed_in)
    run_out(gone, ada)
    SaleItem.objects.filter(pk=dearer.pk).update(price=Decimal("81.00"))

    with nothing_charged(kept, ada):
        page = pay(signed_in, form)

    assert [kind for _, kind, _, _ in lines(page)] == ["ended", "price"]
    assert confirmed(signed_in, page) == 181


def test_what_was_typed_survives_a_changed_order(
    signed_in: Client, ada: User, kept: SaleItem, run_out: RunOut
) -> None:
    gone = held_item(ada, units=1)
    form = {**chosen(signed_in, offer_parcels(DE="4.90")), "code": "NOPE"}
    run_out(gone, ada)

    page = pay(signed_in, form)

    assert page.status_code == 409
    again = form_to(page, CHECKOUT).fields
    assert {name: again[name] for name in ("street", "city", "postcode", "country", "code")} == {
        "street": "1 Mill Lane", "city": "Berlin", "postcode": "10115", "country": "DE",
        "code": "NOPE",
    }  # fmt: skip
    assert confirmed(signed_in, page) == Decimal("104.90")
