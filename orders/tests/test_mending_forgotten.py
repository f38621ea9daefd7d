"""Redis has forgotten its last moments; then the pools are mended."""

from typing import Any

import pytest

from inventory import api as inventory
from orders import rebuilding
from orders.cancelling import cancel
from orders.mending import mend_pools
from orders.models import Order
from orders.placement import place
from orders.tests.buying import pending_order, placed_order, units_by_place
from orders.tests.interrupted import resume_all
from orders.tests.remembering import remembering
from orders.tests.stages import ENDS, SOLD, STAGES
from orders.verifying import published_items, verify
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

CONNECTING = {"cmdstat_client|setinfo", "cmdstat_hello", "cmdstat_select"}
pytestmark = pytest.mark.django_db(transaction=True)


class TestWhatWasForgotten:
    @pytest.mark.parametrize("before", ["nothing", "a hold", "an order"])
    @pytest.mark.parametrize("stage", STAGES)
    def test_orders_are_as_the_database_says(self, stage: str, before: str) -> None:
        """Redis has forgotten all of the order, or all but the hold that it claimed."""
        sale = published_sale(units=20)
        if before == "an order":
            placed_order(sale, units=5)
        forgets = []
        if before == "a hold":
            with pytest.MonkeyPatch.context() as patch:
                reserve = inventory.reserve

                def reserve_and_remember(*args: Any, **kwargs: Any) -> Any:
                    made = reserve(*args, **kwargs)
                    forgets.append(remembering(item_of(sale)))
                    return made

                patch.setattr(inventory, "reserve", reserve_and_remember)
                order = STAGES[stage](sale)
            forget = forgets[0]
        else:
            forget = remembering(item_of(sale))
            order = STAGES[stage](sale)
        forget()

        assert mend_pools() == 1
        resume_all()

        order.refresh_from_db()
        assert order.status == ENDS[stage]
        sold = SOLD[stage] + (5 if before == "an order" else 0)
        assert units_by_place(item_of(sale))[2:] == (0, sold)
        assert verify(published_items()) == []

    def test_orders_that_stepped_in_before_the_look_are_right_too(self) -> None:
        """What Redis has forgotten goes on being asked for until it is mended."""
        sale = published_sale(units=20)
        forget = remembering(item_of(sale))
        placed, to_cancel, unsettled = (
            placed_order(sale),
            placed_order(sale),
            STAGES["placed, not settled"](sale),
        )
        paying = STAGES["authorised"](sale)
        forget()

        cancel(to_cancel)
        placed_order(sale)
        pending_order(sale)
        with pytest.raises(inventory.HoldExpired):
            place(Order.objects.get(pk=paying.pk))
        mend_pools()
        resume_all()

        for order, status in (
            (placed, "placed"), (to_cancel, "cancelled"), (unsettled, "placed"),
            (paying, "abandoned"),
        ):  # fmt: skip
            order.refresh_from_db()
            assert order.status == status
        assert verify(published_items()) == []

    def test_a_pool_of_before_its_last_rebuild_is_rebuilt(self) -> None:
        sale = published_sale(units=20)
        forget = remembering(item_of(sale))
        placed_order(sale)
        rebuilding.rebuild(item_of(sale), force=True)
        forget()
        SaleItem.objects.update(stock_server=inventory.servers_of(["any"])["any"])

        assert inventory.stock(item_of(sale).pk).epoch < item_of(sale).epoch
        assert mend_pools() == 1
        assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
        assert mend_pools() == 0
