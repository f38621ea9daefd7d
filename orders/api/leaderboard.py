"""Buyers in the order of purchase."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from flashsale.api.answers import answers
from flashsale.api.errors import NotFound
from flashsale.api.paging import Page, Paging, paged
from flashsale.api.values import Moment
from orders.leaderboard import Row, places, rows
from shop.models import Sale
from shop.selectors.sales import published

router = Router(tags=["Leaderboard"])

LONGEST_SLUG: int = Sale._meta.get_field("slug").max_length or 0


class BoardPaging(Paging):
    sale: str = Field(
        default="", max_length=LONGEST_SLUG, description="Only of this sale: its id, or its slug."
    )


class BoardSaleBody(Schema):
    id: UUID
    slug: str
    title: str


class BoardRowBody(Schema):
    """An order's place in a sale."""

    place: int
    name: str = Field(description="Shortened, unless its owner shares it.", examples=["Ada L."])
    units: int
    placed_at: Moment
    sale: BoardSaleBody


@router.get(
    "",
    response=answers(Page[BoardRowBody], 404),
    operation_id="leaderboard",
    summary="Who bought, in the order of purchase",
)
def leaderboard(request: HttpRequest, paging: Query[BoardPaging]) -> dict[str, Any]:
    """Of one sale, the first buyer first; of all sales, the latest first."""
    sale = _sale(paging.sale) if paging.sale else None
    return paged(places(sale), paging, shown=lambda page: list(map(_body, rows(page))))


def _body(row: Row) -> BoardRowBody:
    return BoardRowBody(
        place=row.place,
        name=row.name,
        units=row.units,
        placed_at=row.placed_at,
        sale=BoardSaleBody(id=row.sale.pk, slug=row.sale.slug, title=row.sale.title),
    )


def _sale(named: str) -> Sale:
    """The published sale of this id or slug. Raises NotFound."""
    try:
        found = published().filter(pk=UUID(named)).first()
    except ValueError:
        found = None
    found = found or published().filter(slug=named).first()
    if found is None:
        raise NotFound
    return found
