"""Uses of discounts: counted when an order is inserted, given back once when it is undone.

Two counters, each raised by an update that can't pass its limit: `Discount.used`, of all, and
`DiscountBuyer.used`, of one buyer. They change in one transaction with the order's DiscountUse,
so that always

    used = uses that were not given back
"""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, Q

from flashsale import clock
from orders.discounts.reducing import Reduction
from orders.discounts.refusals import DiscountUnknown, DiscountUsedByYou, DiscountUsedUp
from orders.models import Discount, DiscountBuyer, DiscountUse, Order


def count_use(order: Order, reduction: Reduction) -> None:
    """`count_uses` for one order."""
    count_uses([(order, reduction)])


def count_uses(uses: Sequence[tuple[Order, Reduction]]) -> None:
    """Each order has its use of its discount, within the limits.

    To be called in the transaction that inserts the orders, whatever else is in it; as its first
    step, where refusing is cheapest. Raises DiscountUsedUp, after which the transaction must not
    be committed; DiscountUnknown if staff have switched the code off meanwhile.
    """
    if not uses:
        return
    by_discount = Counter(reduction.discount_id for _, reduction in uses)
    by_buyer = Counter((reduction.discount_id, order.buyer_id) for order, reduction in uses)
    for discount_id, times in sorted(by_discount.items()):
        _raise_total(discount_id, times)
    for (discount_id, buyer_id), times in sorted(by_buyer.items()):
        _raise_of_buyer(discount_id, buyer_id, times)
    DiscountUse.objects.bulk_create(
        DiscountUse(order=order, discount_id=reduction.discount_id) for order, reduction in uses
    )


def give_back_use(order_id: UUID) -> None:
    """The order uses no discount any more, and both counters say so; repeated, nothing changes.

    To be called in the transaction of a step of undoing the order.
    """
    use = DiscountUse.objects.filter(order_id=order_id, given_back_at__isnull=True)
    found = use.values_list("discount_id", "order__buyer_id").first()
    if found is None or not use.update(given_back_at=clock.now()):
        return
    discount_id, buyer_id = found
    Discount.objects.filter(pk=discount_id, used__gte=1).update(used=F("used") - 1)
    DiscountBuyer.objects.filter(discount_id=discount_id, buyer_id=buyer_id, used__gte=1).update(
        used=F("used") - 1
    )


def _raise_total(discount_id: UUID, times: int) -> None:
    within = Q(most_uses__isnull=True) | Q(used__lte=F("most_uses") - times)
    active = Discount.objects.filter(pk=discount_id, is_active=True)
    if not active.filter(within).update(used=F("used") + times):
        raise DiscountUsedUp if active.exists() else DiscountUnknown


def _raise_of_buyer(discount_id: UUID, buyer_id: UUID | None, times: int) -> None:
    counter = DiscountBuyer.objects.filter(discount_id=discount_id, buyer_id=buyer_id)
    most = Discount.objects.values_list("most_uses_per_buyer", flat=True).get(pk=discount_id)
    within = counter if most is None else counter.filter(used__lte=most - times)
    if not within.update(used=F("used") + times):
        raise DiscountUnknown if most is None else DiscountUsedByYou(most=most)
