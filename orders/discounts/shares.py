"""An amount of money, divided so that nothing is lost by rounding."""

from collections.abc import Sequence
from decimal import Decimal

from flashsale.money import smallest_part


def shares(amount: Decimal, *, of: Sequence[Decimal], currency: str = "") -> list[Decimal]:
    """Shares of the amount in proportion to the sums `of`; they add up to it exactly.

    By largest remainder: each has its share rounded down to the currency's smallest part, and what
    is left over goes, a part each, to those that lost most; of equals, to the first. No share is
    above its sum where the amount is not above all of them together.
    """
    part = smallest_part(currency=currency)
    total = sum(of, Decimal(0))
    if not total:
        return [Decimal(0) for _ in of]
    exact = [amount * one / total / part for one in of]
    parts = [int(share) for share in exact]
    left = int(amount / part) - sum(parts)
    by_loss = sorted(range(len(of)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_loss[:left]:
        parts[at] += 1
    return [number * part for number in parts]
