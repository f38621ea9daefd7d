"""What pages of the shop show of orders."""

from typing import Any

from django import template

from orders.leaderboard import places, rows
from shop.models import Sale

register = template.Library()


@register.inclusion_tag("orders/_latest_buyers.html")
def latest_buyers(sale: Sale | None = None, limit: int = 5) -> dict[str, Any]:
    """The latest `limit` purchases, of `sale` or of all sales."""
    found = places()
    if sale is not None:
        found = found.filter(sale=sale)
    return {"rows": rows(found[:limit]), "sale": sale}
