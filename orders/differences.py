"""What is not as the shopper agreed to it: marked on the page that asks for a new agreement."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from inventory import api as inventory
from orders.agreement import AgreedLine, Agreement
from orders.quote import Quote, QuoteLine


class Kind(StrEnum):
    """What happened to a line. The first two are of lines that are not held any more."""

    ENDED = "ended"
    SOLD_OUT = "sold_out"
    ADDED = "added"
    RESERVED_ANEW = "reserved_anew"
    PRICE = "price"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class LineChange:
    """`was` and `now` are prices or units, where these are what changed."""

    item: str
    name: str
    kind: Kind
    was: Decimal | int | None = None
    now: Decimal | int | None = None

    @property
    def is_gone(self) -> bool:
        return self.kind in (Kind.ENDED, Kind.SOLD_OUT)


@dataclass(frozen=True, slots=True)
class SumChange:
    """`name` is the sum's in the quote, and in the order."""

    name: str
    was: Decimal
    now: Decimal


@dataclass(frozen=True, slots=True)
class Differences:
    lines: list[LineChange] = field(default_factory=list)
    sums: list[SumChange] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lines or self.sums)

    def of(self, item: UUID) -> list[LineChange]:
        """What changed about this item's line."""
        return [change for change in self.lines if change.item == str(item)]

    @property
    def gone(self) -> list[LineChange]:
        return [change for change in self.lines if change.is_gone]


def differences(agreed: Agreement, quote: Quote) -> Differences:
    """What changed since it was agreed to. Raises StockUnavailable while Redis is away."""
    now = {str(line.held.item.pk): line for line in quote.lines}
    gone = {item: line for item, line in agreed.lines.items() if item not in now}
    lines = _gone(gone)
    for item, line in now.items():
        lines += _changes(item, line, agreed.lines.get(item))
    sums = [
        SumChange(name, was, getattr(quote, name))
        for name, was in agreed.sums.items()
        if was != getattr(quote, name)
    ]
    if quote.tax_included and len(sums) > 1:
        # It only follows the total that it is in.
        sums = [change for change in sums if change.name != "tax_amount"]
    return Differences(lines, sums)


def _gone(lines: dict[str, AgreedLine]) -> list[LineChange]:
    """Whether there is more to be had of what went, by the pool at this moment."""
    stocks = inventory.stocks(list(lines)) if lines else {}
    return [
        LineChange(item, line.name, _why_gone(stocks[item]), was=line.units)
        for item, line in lines.items()
    ]


def _why_gone(stock: inventory.Stock | None) -> Kind:
    is_there = stock is None or stock.available or stock.held
    return Kind.ENDED if is_there else Kind.SOLD_OUT


def _changes(item: str, line: QuoteLine, agreed: AgreedLine | None) -> list[LineChange]:
    held, name = line.held, line.held.item.label
    if agreed is None:
        return [LineChange(item, name, Kind.ADDED, now=held.units)]
    changes = []
    if held.price != agreed.price:
        changes.append(LineChange(item, name, Kind.PRICE, was=agreed.price, now=held.price))
    if held.units != agreed.units:
        changes.append(LineChange(item, name, Kind.UNITS, was=agreed.units, now=held.units))
    if held.token != agreed.token and not changes:
        changes.append(LineChange(item, name, Kind.RESERVED_ANEW))
    return changes
