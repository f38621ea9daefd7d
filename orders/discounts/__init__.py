"""Discount codes: what one takes off a cart, its uses counted, and given back.

reducing.py    a code and a cart in, a Reduction out: nothing is counted
shares.py      an amount, divided among lines
counting.py    uses, with the insertion of orders; given back when an order is undone
verifying.py   counters against uses
refusals.py    why a code takes nothing off
"""

from orders.discounts.counting import count_use, count_uses, give_back_use
from orders.discounts.reducing import Reduction, reduction
from orders.discounts.refusals import DiscountRefused, DiscountUsedUp

__all__ = [
    "DiscountRefused",
    "DiscountUsedUp",
    "Reduction",
    "count_use",
    "count_uses",
    "give_back_use",
    "reduction",
]
