"""All that the shop knows of one person, as data: nothing of anybody else, and no secrets."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.models import ApiKey, TokenFamily, User
from flashsale import clock
from inventory import api as inventory
from orders.models import (
    ADDRESS_FIELDS,
    Address,
    DiscountUse,
    Order,
    OrderLine,
    Refund,
    SalePlace,
)
from orders.standing import status_of_line
from shop.models import SaleItem, WebhookEndpoint

OF_THE_ACCOUNT = (
    "email", "name", "shares_name", "email_confirmed_at", "joined_at", "last_login",
)  # fmt: skip
OF_A_KEY = ("id", "name", "scopes", "created_at", "last_used_at", "revoked_at")
OF_A_FAMILY = ("started_at", "ends_at", "revoked_at", "revoked_because")
OF_AN_ENDPOINT = ("url", "kinds", "created_at", "paused_at")
OF_AN_ORDER = (
    "number", "status", "created_at", "placed_at", "cancelled_at", "abandoned_at", "refunded_at",
    "currency", "subtotal", "discount_code", "discount_amount", "shipping_method",
    "shipping_amount", "tax_percent", "tax_included", "tax_amount", "total", "payment_method",
)  # fmt: skip
HOLDS_UNKNOWN = "What you hold could not be looked up: the stock did not answer. Ask again."


def data_of(user: User, *, session_ends_at: datetime) -> dict[str, Any]:
    """Everything, ready to be written as JSON; the number of queries does not grow.

    `holds` is None, and `note` says why, while Redis is away. Of sessions only the one that asks
    can be told: the others are kept without the name of who is signed in with them.
    """
    holds = _holds(user.pk)
    return {
        "shop": settings.SITE_URL,
        "made_at": clock.now(),
        "account": _values(user, OF_THE_ACCOUNT),
        "api_keys": [_values(key, OF_A_KEY) for key in ApiKey.objects.filter(user_id=user.pk)],
        "signed_in_programs": [
            _values(family, OF_A_FAMILY)
            for family in TokenFamily.objects.filter(user_id=user.pk).order_by("started_at")
        ],
        "webhooks": [
            _values(endpoint, OF_AN_ENDPOINT)
            for endpoint in WebhookEndpoint.objects.filter(owner_id=user.pk)
        ],
        "addresses": [
            _values(address, (*ADDRESS_FIELDS, "used_at"))
            for address in Address.objects.filter(owner_id=user.pk)
        ],
        "orders": _orders(user.pk),
        "discounts": _discounts(user.pk),
        "holds": holds,
        **({} if holds is not None else {"note": HOLDS_UNKNOWN}),
        "session": {"last_sign_in_at": user.last_login, "ends_at": session_ends_at},
    }


def _orders(buyer: UUID) -> list[dict[str, Any]]:
    lines = _by_order(OrderLine.objects.filter(order__buyer_id=buyer).order_by("product_name"))
    refunds = _by_order(Refund.objects.filter(order__buyer_id=buyer))
    places = _by_order(SalePlace.objects.filter(order__buyer_id=buyer).select_related("sale"))
    return [
        {
            **_values(order, OF_AN_ORDER),
            "address": _values(order, ADDRESS_FIELDS),
            "lines": [_line(order, line) for line in lines[order.pk]],
            "refunds": [
                _values(refund, ("amount", "created_at", "refunded_at"))
                for refund in refunds[order.pk]
            ],
            "places": [
                {"sale": place.sale.title, **_values(place, ("place", "given_up_at"))}
                for place in places[order.pk]
            ],
        }
        for order in Order.objects.filter(buyer_id=buyer).order_by("-created_at")
    ]


def _line(order: Order, line: OrderLine) -> dict[str, Any]:
    return {
        "product": line.product_name,
        **_values(line, ("units", "unit_price", "discount", "cancelled_at")),
        "status": status_of_line(order.status, line.cancelled_at),
    }


def _discounts(buyer: UUID) -> list[dict[str, Any]]:
    uses = DiscountUse.objects.filter(order__buyer_id=buyer).select_related("order", "discount")
    return [
        {
            "code": use.discount.code,
            "order": use.order.number,
            "used_at": use.order.created_at,
            "given_back_at": use.given_back_at,
        }
        for use in uses.order_by("order__created_at")
    ]


def _holds(buyer: UUID) -> list[dict[str, Any]] | None:
    try:
        holds = {UUID(hold.pool_id): hold for hold in inventory.holds_of(buyer).holds}
    except inventory.StockError:
        return None
    items = SaleItem.objects.filter(pk__in=list(holds)).select_related("product", "variant", "sale")
    return [
        {
            "product": item.label,
            "sale": item.sale.title,
            "units": holds[item.pk].units,
            "ends_at": clock.from_ms(holds[item.pk].expires_at),
        }
        for item in items
    ]


def _by_order(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.order_id].append(row)
    return found


def _values(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
