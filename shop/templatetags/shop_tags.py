"""How templates write money and time. `{% load shop_tags %}`"""

from datetime import datetime
from decimal import Decimal

from django import template

from flashsale import clock
from flashsale.money import written

register = template.Library()

SECONDS_PER_HOUR = 3600


@register.filter
def money(amount: Decimal | int | None, currency: str = "") -> str:
    """`{{ 1290|money }}`: "€1,290.00", in the shop's currency; nothing for None.

    `{{ order.total|money:order.currency }}` is in the order's.
    """
    return "" if amount is None else written(amount, currency=currency)


@register.filter(name="clock")
def clock_time(seconds: int | None) -> str:
    """`{{ 102|clock }}`: "01:42", and "1:01:42" from an hour on; nothing for None."""
    if seconds is None:
        return ""
    minutes, rest = divmod(max(0, seconds), 60)
    if seconds < SECONDS_PER_HOUR:
        return f"{minutes:02}:{rest:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


@register.filter
def iso(moment: datetime | None) -> str:
    """`{{ sale.ends_at|iso }}`: ISO 8601 in UTC with milliseconds; nothing for None."""
    return "" if moment is None else clock.iso(moment)
