"""The numbers of a sale that staff look at."""

from collections.abc import Iterable
from dataclasses import dataclass

from shop.models import Sale
from shop.presentation import ItemView, SaleView
from shop.selectors.sale_views import sale_views

DRAFT, CANCELLED = "draft", "cancelled"
UNKNOWN = "\N{EN DASH}"
COLOURS = {
    "live": "success",
    "upcoming": "info",
    "paused": "warning",
    "sold out": "primary",
    "cancelled": "danger",
}


@dataclass(frozen=True, slots=True)
class SaleFigures:
    """`state` is the phase in words, "draft" or "cancelled". `units` and `sold` are the database's;
    `available` and `held` are live, and None where they are not known. `lines` tells it by item.
    """

    state: str
    units: int
    sold: int
    available: int | None
    held: int | None
    lines: tuple[str, ...]


def with_figures(sales: Iterable[Sale]) -> list[Sale]:
    """The same sales, of which `figures_of` needs to ask nothing more.

    One query and one question to Redis, however many sales.
    """
    shown = list(sales)
    for view in sale_views(shown, buyer=None):
        vars(view.sale)["figures"] = _figures(view)
    return shown


def figures_of(sale: Sale) -> SaleFigures:
    """The sale's figures, as they were when they were first asked for."""
    if "figures" not in vars(sale):
        with_figures([sale])
    figures: SaleFigures = vars(sale)["figures"]
    return figures


def _figures(view: SaleView) -> SaleFigures:
    stocks = [item.stock for item in view.items if item.stock is not None]
    is_known = view.sale.published_at is not None and view.stock_known
    return SaleFigures(
        state=_state(view),
        units=sum(item.item.units for item in view.items),
        sold=sum(item.item.sold for item in view.items),
        available=sum(stock.available for stock in stocks) if is_known else None,
        held=sum(stock.held for stock in stocks) if is_known else None,
        lines=tuple(_line(item) for item in view.items),
    )


def _state(view: SaleView) -> str:
    if view.sale.published_at is None:
        return DRAFT
    return CANCELLED if view.is_cancelled else view.phase.replace("_", " ")


def _line(view: ItemView) -> str:
    item, stock = view.item, view.stock
    if stock is None:
        return f"{item.label}: {item.sold} of {item.units} sold; the live stock doesn't answer"
    counts = f"{stock.available} free, {stock.held} held, {stock.sold} sold"
    return f"{item.label}: {counts}; {item.units} offered, {item.returned_units} given back"
