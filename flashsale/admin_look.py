"""How the admin looks (the UNFOLD setting): the shop's paper, ink and signal red."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy

WEIGHTS = (50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950)
PAPER_TO_INK = (
    "#fbf8f2", "#f3eee4", "#e5ddd0", "#d3c9b9", "#a89e8e", "#7c7365",
    "#625b50", "#4b453c", "#2e2a25", "#1b1916", "#12100e",
)  # fmt: skip
SIGNAL_RED = (
    "#fff4f1", "#ffe5de", "#ffcabd", "#ffa590", "#ff7a5c", "#e2502f",
    "#c8331b", "#a82813", "#8a2313", "#722215", "#3e0e06",
)  # fmt: skip


def _scale(colours: tuple[str, ...]) -> dict[str, str]:
    return {str(weight): colour for weight, colour in zip(WEIGHTS, colours, strict=True)}


def _may_view(permission: str) -> Callable[[HttpRequest], bool]:
    def check(request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm(permission))

    return check


def _link(title: str, icon: str, app: str, model: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": _may_view(f"{app}.view_{model}"),
    }


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Flashsale",
    "SITE_HEADER": "Flashsale",
    "SITE_SUBHEADER": "Behind the counter",
    "SITE_SYMBOL": "storefront",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _: static("favicon.svg"),
        }
    ],
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "2px",
    "COLORS": {"base": _scale(PAPER_TO_INK), "primary": _scale(SIGNAL_RED)},
    "DASHBOARD_CALLBACK": "orders.admin.overview.add_overview",
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "navigation": [
            {
                "title": "Sales",
                "items": [
                    {
                        "title": "Overview",
                        "icon": "monitoring",
                        "link": reverse_lazy("admin:index"),
                    },
                    _link("Sales", "bolt", "shop", "sale"),
                ],
            },
            {
                "title": "Catalogue",
                "items": [
                    _link("Products", "inventory_2", "shop", "product"),
                    _link("Stores", "storefront", "shop", "store"),
                    _link("Stock adjustments", "exposure", "shop", "stockadjustment"),
                    _link("Webhooks", "webhook", "shop", "webhookendpoint"),
                    _link("Webhook deliveries", "outbox", "shop", "webhookdelivery"),
                ],
            },
            {
                "title": "Orders",
                "items": [
                    _link("Orders", "receipt_long", "orders", "order"),
                    _link("Discounts", "sell", "orders", "discount"),
                    _link("Delivery", "local_shipping", "orders", "shippingmethod"),
                    _link("Test charges", "credit_card", "orders", "testcharge"),
                    _link("Payment events", "sync_alt", "orders", "paymentevent"),
                ],
            },
            {
                "title": "People",
                "items": [
                    _link("People", "person", "accounts", "user"),
                    _link("Groups", "group", "auth", "group"),
                    _link("API keys", "key", "accounts", "apikey"),
                    _link("Signed-in programs", "devices", "accounts", "tokenfamily"),
                ],
            },
        ],
    },
}
