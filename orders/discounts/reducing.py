"""What a discount code takes off a cart. Nothing is counted here: `counting` decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from flashsale import clock, money
from orders.cart import CartLine
from orders.discounts.refusals import (
    DiscountBelowMinimum,
    DiscountElsewhere,
    DiscountNotYet,
    DiscountOver,
    DiscountUnknown,
    DiscountUsedByYou,
    DiscountUsedUp,
)
from orders.discounts.shares import shares
from orders.models import Discount, DiscountBuyer

MOST_NAMED = 3
PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a code takes off; `shares` has every item of the cart, and adds up to `amount`."""

    discount_id: UUID
    code: str
    amount: Decimal
    shares: dict[UUID, Decimal]


def reduction(code: str, *, buyer: UUID, lines: Sequence[CartLine]) -> Reduction:
    """What the code takes off these lines, if the buyer may use it now.

    Afterwards the buyer's own counter exists, which an order that is inserted raises. Not to be
    called inside a transaction. Raises DiscountRefused, in words for the shopper.
    """
    discount = Discount.objects.filter(code=code.strip().upper(), is_active=True).first()
    if discount is None:
        raise DiscountUnknown
    _require_its_time(discount)
    applying = _lines_of(discount, lines)
    total = sum((line.subtotal for line in applying), Decimal(0))
    _require_minimum(discount, total)
    _require_uses_left(discount, buyer)
    amount = _amount(discount, total)
    divided = shares(amount, of=[line.subtotal for line in applying])
    return Reduction(
        discount.pk,
        discount.code,
        amount,
        {line.item.pk: Decimal(0) for line in lines}
        | {line.item.pk: share for line, share in zip(applying, divided, strict=True)},
    )


def _require_its_time(discount: Discount) -> None:
    now = clock.now()
    if now < discount.starts_at:
        raise DiscountNotYet(
            f"This code is good from {_moment(discount.starts_at)} on. Come back then, or go on"
            " without it."
        )
    if discount.ends_at is not None and now >= discount.ends_at:
        raise DiscountOver(
            f"This code was good until {_moment(discount.ends_at)}. Go on without it."
        )


def _lines_of(discount: Discount, lines: Sequence[CartLine]) -> list[CartLine]:
    named = dict(discount.products.values_list("product_id", "product__name"))
    if not named:
        return list(lines)
    applying = [line for line in lines if line.item.product_id in named]
    if not applying:
        names = sorted(named.values())
        others = " and others" if len(names) > MOST_NAMED else ""
        raise DiscountElsewhere(
            f"This code is for {', '.join(names[:MOST_NAMED])}{others}, and none of it is in your"
            " cart. Go on without it."
        )
    return applying


def _require_minimum(discount: Discount, total: Decimal) -> None:
    if total < discount.minimum:
        missing = money.written(discount.minimum - total)
        raise DiscountBelowMinimum(
            f"This code is good from {money.written(discount.minimum)} on: {missing} more, or go on"
            " without it."
        )


def _require_uses_left(discount: Discount, buyer: UUID) -> None:
    """Told early, to spare the shopper a form; two may both be let through here."""
    used = _uses_of(discount, buyer)
    if discount.most_uses_per_buyer is not None and used >= discount.most_uses_per_buyer:
        raise DiscountUsedByYou(most=discount.most_uses_per_buyer)
    if discount.most_uses is not None and discount.used >= discount.most_uses:
        raise DiscountUsedUp


def _uses_of(discount: Discount, buyer: UUID) -> int:
    """How often the buyer has used the discount; the counter of it exists afterwards."""
    counter = DiscountBuyer.objects.filter(discount=discount, buyer_id=buyer)
    used = counter.values_list("used", flat=True).first()
    if used is not None:
        return used
    try:
        DiscountBuyer.objects.create(discount=discount, buyer_id=buyer)
    except IntegrityError:  # another tab was first
        return counter.values_list("used", flat=True).get()
    return 0


def _amount(discount: Discount, total: Decimal) -> Decimal:
    """Rounded once, and never more than what it is taken off."""
    taken = discount.amount if discount.percent is None else total * discount.percent / PERCENT
    return min(money.rounded(taken or Decimal(0)), total)


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d %b %Y, %H:%M %Z}"
