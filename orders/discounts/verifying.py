"""Do the counters of discounts agree with the orders that use them?"""

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from django.db.models import Count

from orders.models import Discount, DiscountBuyer, DiscountUse

READS = 4
PAUSE_SECONDS = 0.5

Counted: TypeAlias = dict[tuple[UUID, UUID | None], int]
"""(discount, buyer) → uses; without a buyer, the uses of all."""


@dataclass(frozen=True, slots=True)
class DiscountDifference:
    """A counter of a discount says another number than its uses; `buyer` is "" for that of all."""

    discount: str
    buyer: str
    expected: int
    found: int

    def __str__(self) -> str:
        whose = f" by {self.buyer}" if self.buyer else ""
        counted = f"{self.found:,} uses counted{whose}, {self.expected:,} in orders"
        return f"discount {self.discount}: {counted}"


def verify_discounts() -> list[DiscountDifference]:
    """Which counters differ from the uses that were not given back; empty when all agree.

    The shop may be selling meanwhile: the uses are read before and after the counters, and what
    looks wrong is read again after a pause.
    """
    wrong = _differences(None)
    for _ in range(READS - 1):
        if not wrong:
            break
        time.sleep(PAUSE_SECONDS)
        wrong = _differences({key[0] for key in wrong})
    codes = dict(Discount.objects.values_list("pk", "code"))
    return [
        DiscountDifference(codes[discount], str(buyer or ""), uses, counter)
        for (discount, buyer), (uses, counter) in sorted(wrong.items(), key=str)
    ]


def _differences(
    discounts: Collection[UUID] | None,
) -> dict[tuple[UUID, UUID | None], tuple[int, int]]:
    before, counters, after = _uses(discounts), _counters(discounts), _uses(discounts)
    found = {}
    for key in before.keys() | counters.keys() | after.keys():
        least, most = sorted((before.get(key, 0), after.get(key, 0)))
        counter = counters.get(key, 0)
        if not least <= counter <= most:
            found[key] = (after.get(key, 0), counter)
    return found


def _uses(discounts: Collection[UUID] | None) -> Counted:
    live = DiscountUse.objects.filter(given_back_at__isnull=True)
    if discounts is not None:
        live = live.filter(discount_id__in=discounts)
    by_buyer = live.values_list("discount_id", "order__buyer_id").annotate(uses=Count("pk"))
    counted: Counted = {}
    for discount_id, buyer_id, uses in by_buyer.order_by():
        counted[discount_id, None] = counted.get((discount_id, None), 0) + uses
        if buyer_id is not None:  # a buyer whose account was deleted has no counter any more
            counted[discount_id, buyer_id] = uses
    return counted


def _counters(discounts: Collection[UUID] | None) -> Counted:
    of_all, of_buyers = Discount.objects.all(), DiscountBuyer.objects.all()
    if discounts is not None:
        of_all = of_all.filter(pk__in=discounts)
        of_buyers = of_buyers.filter(discount_id__in=discounts)
    counted: Counted = {(pk, None): used for pk, used in of_all.values_list("pk", "used")}
    for discount_id, buyer_id, used in of_buyers.values_list("discount_id", "buyer_id", "used"):
        counted[discount_id, buyer_id] = used
    return counted
