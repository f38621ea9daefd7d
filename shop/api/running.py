"""A sale is started and ended; its live stock."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from accounts.api.ways_in import Scope, caller, ways_in
from flashsale.api.answers import answers
from flashsale.api.values import Moment
from shop.api.sale_bodies import SaleBody, StockBody
from shop.api.sales import sale_with, shown_sale
from shop.live import snapshot
from shop.managing import require_manager, stores_of
from shop.models import Sale
from shop.opening import open_now
from shop.phases import Phase
from shop.running import end_now
from shop.selectors.offered_items import item_named
from shop.selectors.sales import pools_of

router = Router(tags=["Sales"])


class SaleStockBody(Schema):
    """The count of a sale, as its page shows it live."""

    item: UUID = Field(description="Which of the items you asked for.")
    sale: str = Field(description="The sale's slug.", examples=["spring-drop"])
    phase: Phase
    server_time: Moment
    items: dict[str, StockBody] = Field(description="By the item's id: all that the sale offers.")


@router.post(
    "start/{uuid:id}",
    auth=ways_in(Scope.MANAGE),
    response=answers(SaleBody, 401, 403, 404, 409),
    operation_id="start_sale",
    summary="Open a sale now",
)
def start(request: HttpRequest, id: UUID) -> SaleBody:  # noqa: A002
    """The sale's units have left the stock of the products, are in Redis, and can be bought.

    A draft is published; a sale that was to start later starts now; one that runs stays as it is.
    """
    found = _managed(request, id)
    open_now(found)
    return shown_sale(found, user=caller(request))


@router.post(
    "end/{uuid:id}",
    auth=ways_in(Scope.MANAGE),
    response=answers(SaleBody, 401, 403, 404, 409),
    operation_id="end_sale",
    summary="End a sale now",
)
def end(request: HttpRequest, id: UUID) -> SaleBody:  # noqa: A002
    """Nothing more can be reserved. What is held can be paid until its time runs out; then all that
    is unsold goes back to the stock of the products. One that has ended stays as it is.
    """
    found = _managed(request, id)
    end_now(found)
    return shown_sale(found, user=caller(request))


@router.get(
    "stock/{uuid:id}",
    response=answers(SaleStockBody, 404, 409),
    operation_id="stock",
    summary="Live stock",
)
def stock(request: HttpRequest, id: UUID) -> dict[str, Any]:  # noqa: A002
    """The count from Redis, as if holds that ran out were free already. `id` is an item's, or that
    of a sale of one item.
    """
    item = item_named(id)
    slug = item.sale.slug
    return {"item": item.pk, **snapshot.read(slug, pools_of(slug))}


def _managed(request: HttpRequest, sale_id: UUID) -> Sale:
    """The sale, which the caller may manage. Raises NotFound, NotYours."""
    found = sale_with(sale_id)
    require_manager(caller(request), stores_of(found), permission="shop.change_sale")
    return found
