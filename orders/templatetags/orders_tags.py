"""What pages of the shop show of orders."""

from typing import Any

from django import template
from django.template import Context

from flashsale import clock
from orders.leaderboard import places, rows
from orders.lost_holds import GoneHold, was_bought
from orders.shown_holds import shown_holds
from orders.views.buyers import buyer_of
from shop.models import Sale
from shop.presentation import ItemView, SaleView

register = template.Library()


@register.inclusion_tag("orders/_latest_buyers.html")
def latest_buyers(sale: Sale | None = None, limit: int = 5) -> dict[str, Any]:
    """The latest `limit` purchases, of `sale` or of all sales."""
    found = places()
    if sale is not None:
        found = found.filter(sale=sale)
    return {"rows": rows(found[:limit]), "sale": sale}


@register.simple_tag(takes_context=True)
def hold_was_lost(context: Context, offer: ItemView, view: SaleView) -> bool:
    """Whether the visitor was shown a hold of this item that we have lost since."""
    request = context["request"]
    if offer.hold or offer.stock is None or not request.user.is_authenticated:
        return False
    buyer = buyer_of(request)
    shown = shown_holds(request, buyer=buyer).get(offer.item.pk)
    return (
        shown is not None
        and shown.expires_at > clock.to_ms(view.server_time)
        and shown.epoch < offer.stock.epoch
        and not view.is_cancelled
        and not was_bought(GoneHold(offer.item, shown), buyer=buyer)
    )
