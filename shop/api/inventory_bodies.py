"""A pool, its ledger and its adjustments as programs see and ask for them."""

from itertools import islice
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from flashsale import clock
from flashsale.api.values import Asked, Moment
from inventory import api as engine
from shop.api.asked import MOST_UNITS
from shop.models import SaleItem, StockAdjustment

DEEPEST_PAGE = 100


class LedgerPaging(Schema):
    """Which page of the ledger."""

    page: int = Field(1, ge=1, le=DEEPEST_PAGE, description="The first is 1.")
    limit: int = Field(20, ge=1, le=100, description="Movements on a page.")


class MovementBody(Schema):
    """Units went from one place to another."""

    kind: str = Field(examples=["reserve"])
    units: int = Field(examples=[2])
    source: engine.Place
    target: engine.Place
    epoch: int
    order: str = Field(description="The order's id, or nothing.")


class LedgerBody(Schema):
    """A page of the movements, the newest first."""

    items: list[MovementBody]
    page: int = Field(examples=[1])
    more: bool = Field(description="Whether there are older ones.")


class PoolBody(Schema):
    """A pool of units: `units` = `available` + `held` + `claimed` + `sold`, at every moment."""

    item: UUID
    sale: UUID
    product: UUID
    name: str = Field(examples=["Speckled mug"])
    epoch: int
    version: int
    units: int = Field(examples=[20])
    available: int = Field(examples=[12])
    held: int = Field(examples=[3])
    claimed: int = Field(description="Being paid for.", examples=[1])
    sold: int = Field(examples=[4])
    limit_per_buyer: int = Field(examples=[5])
    hold_seconds: int = Field(examples=[600])
    cooldown_seconds: int = Field(examples=[0])
    opens_at: Moment
    closes_at: Moment | None
    paused: bool
    closed: bool
    next_release_at: Moment | None = Field(description="When the next hold runs out.")
    server_time: Moment


class InventoryBody(PoolBody):
    ledger: LedgerBody


def _not_zero(units: int) -> int:
    if not units:
        raise ValueError("Choose how many units, other than 0.")
    return units


class AdjustmentAskedBody(Asked):
    units: Annotated[
        int, Field(ge=-MOST_UNITS, le=MOST_UNITS, strict=True), AfterValidator(_not_zero)
    ] = Field(
        description="More; below zero: fewer.",
        examples=[5],
        json_schema_extra={"not": {"const": 0}},
    )
    reason: Annotated[
        str,
        StringConstraints(min_length=1, max_length=200, pattern=r"\S"),
        AfterValidator(str.strip),
    ] = Field(examples=["A box turned up"])


class AdjustmentBody(Schema):
    id: UUID
    units: int = Field(examples=[5])
    reason: str = Field(examples=["A box turned up"])
    created_at: Moment
    applied_at: Moment | None
    pool: PoolBody


def pool_body(item: SaleItem) -> PoolBody:
    """The item's pool now. Raises StockUnavailable."""
    stock = engine.stock(item.pk)
    ends, release = stock.closes_at, stock.next_release_at
    return PoolBody(
        item=item.pk,
        sale=item.sale_id,
        product=item.product_id,
        name=item.label,
        epoch=stock.epoch,
        version=stock.version,
        units=stock.units,
        available=stock.available,
        held=stock.held,
        claimed=stock.claimed,
        sold=stock.sold,
        limit_per_buyer=stock.per_buyer_limit,
        hold_seconds=stock.hold_seconds,
        cooldown_seconds=stock.cooldown_seconds,
        opens_at=clock.from_ms(stock.opens_at),
        closes_at=None if ends is None else clock.from_ms(ends),
        paused=stock.paused,
        closed=stock.closed,
        next_release_at=None if release is None else clock.from_ms(release),
        server_time=clock.from_ms(stock.server_time),
    )


def ledger_body(item: SaleItem, paging: LedgerPaging) -> LedgerBody:
    begin, end = (paging.page - 1) * paging.limit, paging.page * paging.limit
    found = engine.movements(item.pk, count=end + 1)
    return LedgerBody(
        items=[
            MovementBody(
                kind=movement.kind,
                units=movement.units,
                source=movement.source,
                target=movement.target,
                epoch=movement.epoch,
                order=movement.order,
            )
            for movement in islice(found, begin, end)
        ],
        page=paging.page,
        more=len(found) > end,
    )


def adjustment_body(item: SaleItem, done: StockAdjustment) -> AdjustmentBody:
    return AdjustmentBody(
        id=done.pk,
        units=done.units,
        reason=done.reason,
        created_at=done.created_at,
        applied_at=done.applied_at,
        pool=pool_body(item),
    )
