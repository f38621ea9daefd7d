"""What would happen to sales, in sentences with numbers, before staff say yes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from django.utils import timezone

from shop.models import Sale, SaleItem
from shop.phases import Phase
from shop.presentation import SaleView
from shop.selectors.sale_views import sale_views

Outlook: TypeAlias = Callable[[Sequence[Sale]], list[list[str]]]

DRAFT = "It isn't published, so nothing changes."
OVER = {Phase.ENDED: "It is over already, so nothing changes."}
EARLY = {Phase.UPCOMING: "It hasn't started, so it can't be ended. It can be cancelled."}
UNKNOWN = "The live stock doesn't answer, so how many units are held is not known."


def if_published(sales: Sequence[Sale]) -> list[list[str]]:
    """What publishing takes from each product or variant, and when it can be bought."""
    return [_if_published(view) for view in sale_views(sales, buyer=None)]


def _if_published(view: SaleView) -> list[str]:
    sale, items = view.sale, [item.item for item in view.items]
    if sale.published_at is not None:
        return [f"It was published on {_moment(sale.published_at)}: nothing changes."]
    if not items:
        return ["It has no products yet, so there is nothing to publish."]
    end = "without an end" if sale.ends_at is None else f"until {_moment(sale.ends_at)}"
    total = _units(sum(item.units for item in items))
    return [
        *[sentence for item in items for sentence in _if_taken(item)],
        f"{total} can be bought from {_moment(sale.starts_at)} {end}.",
        "Its address, products, units and prices can't be changed afterwards.",
    ]


def _if_taken(item: SaleItem) -> list[str]:
    label, stock, list_price = item.label, item.in_stock, item.product.price
    if stock < item.units:
        return [f"{label}: only {stock} of the {_units(item.units)} needed are in stock."]
    sentences = [f"{label}: takes {_units(item.units)} of the {stock} in stock."]
    if item.is_above_list_price:
        sentences.append(f"{label}: {item.price} is above its list price of {list_price}.")
    return sentences


def _of_published(
    describe: Callable[[SaleView], list[str]], *, unless: Mapping[Phase, str] = OVER
) -> Outlook:
    def outlook(sales: Sequence[Sale]) -> list[list[str]]:
        return [
            [DRAFT]
            if view.sale.published_at is None
            else [unless[view.phase]]
            if view.phase in unless
            else describe(view)
            for view in sale_views(sales, buyer=None)
        ]

    return outlook


def _if_paused(view: SaleView) -> list[str]:
    return [
        "Nothing more can be reserved until it is resumed.",
        _held(view, ", which can still be paid."),
    ]


def _if_resumed(view: SaleView) -> list[str]:
    available = sum(item.stock.available for item in view.items if item.stock is not None)
    if not view.stock_known:
        return ["It can be reserved from again.", UNKNOWN]
    return [f"{_units(available)} can be reserved again at once."]


def _if_ended(view: SaleView) -> list[str]:
    return [
        "Nothing more can be reserved, from this moment on.",
        _held(view, ", which can still be paid until their time runs out."),
        "What is unsold after that goes back to the stock of the products.",
        *_sold(view),
    ]


def _if_cancelled(view: SaleView) -> list[str]:
    if view.is_cancelled:
        return ["It is cancelled already. If anything is still held, it is let go."]
    return [
        "It is over at once and shown as cancelled. This can't be undone.",
        _held(view, ". All is let go, but for what is being paid at this moment."),
        "What is unsold goes back to the stock of the products.",
        *_sold(view),
    ]


if_paused = _of_published(_if_paused)
if_resumed = _of_published(_if_resumed)
if_ended = _of_published(_if_ended, unless={**OVER, **EARLY})
if_cancelled = _of_published(_if_cancelled, unless={})


def _held(view: SaleView, fate: str) -> str:
    if not view.stock_known:
        return UNKNOWN
    held = sum(item.stock.held for item in view.items if item.stock is not None)
    return f"Shoppers hold {_units(held)}{fate}" if held else "Nobody holds a unit."


def _sold(view: SaleView) -> list[str]:
    sold = sum(item.item.sold for item in view.items)
    return [f"Sold: {_units(sold)}. Their orders stay."] if sold else []


def _units(number: int) -> str:
    return "1 unit" if number == 1 else f"{number} units"


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d %b %Y, %H:%M}"
