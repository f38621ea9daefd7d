"""A hold is made longer once, and never lives longer than that, whatever orders do with it."""

import pytest

from inventory import api
from inventory.tests import given
from inventory.tests.books import everything

HOLD_MS = 600_000
EXTENSION_SECONDS = 120


def extended_hold(pool_id: str) -> api.Hold:
    hold = given.a_hold(pool_id)
    return api.extend(pool_id, buyer=hold.buyer, seconds=EXTENSION_SECONDS).hold


def test_a_hold_is_extended_once_by_what_is_asked() -> None:
    pool_id, buyer = given.an_open_pool(), given.a_buyer()
    began_at = api.reserve(pool_id, buyer=buyer, units=1).server_time
    first = api.extend(pool_id, buyer=buyer, seconds=EXTENSION_SECONDS)
    again = api.extend(pool_id, buyer=buyer, seconds=EXTENSION_SECONDS)
    assert (first.changed, first.hold.expires_at) == (True, began_at + HOLD_MS + 120_000)
    assert (again.changed, again.hold) == (False, first.hold)


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_sale_without_an_extension_says_so_and_the_hold_is_as_it_was(seconds: int) -> None:
    pool_id = given.an_open_pool()
    hold = given.a_hold(pool_id)
    before = everything(pool_id)
    with pytest.raises(api.NotExtendable) as refused:
        api.extend(pool_id, buyer=hold.buyer, seconds=seconds)
    assert refused.value.code == "not_extendable"
    assert everything(pool_id) == before


def test_orders_that_are_given_up_bring_no_second_extension() -> None:
    pool_id = given.an_open_pool()
    hold = extended_hold(pool_id)
    for _ in range(3):
        order = given.an_order()
        given.claim_of(hold, order=order)
        api.unclaim(pool_id, order=order)
        again = api.extend(pool_id, buyer=hold.buyer, seconds=EXTENSION_SECONDS)
        assert (again.changed, again.hold) == (False, hold)


def test_units_added_to_a_hold_get_no_time_of_their_own() -> None:
    pool_id = given.an_open_pool()
    hold = extended_hold(pool_id)
    raised = api.reserve(pool_id, buyer=hold.buyer, units=3).hold
    again = api.extend(pool_id, buyer=hold.buyer, seconds=EXTENSION_SECONDS)
    assert (raised.expires_at, again.changed) == (hold.expires_at, False)


def test_a_younger_hold_that_takes_in_an_extended_one_can_not_be_extended() -> None:
    pool_id = given.an_open_pool()
    old = extended_hold(pool_id)
    order = given.an_order()
    given.claim_of(old, order=order)
    young = given.a_hold(pool_id, buyer=old.buyer)
    api.unclaim(pool_id, order=order)
    again = api.extend(pool_id, buyer=old.buyer, seconds=EXTENSION_SECONDS)
    assert not again.changed
    assert again.hold.expires_at == min(old.expires_at, young.expires_at)
