"""Pools, their ledgers, and adjustments by hand."""

from typing import Annotated
from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest
from ninja import Header, Query, Router

from accounts.api.ways_in import Scope, caller, ways_in
from accounts.models import User
from flashsale.api.answers import answers
from shop.adjusting import adjust
from shop.api.inventory_bodies import (
    AdjustmentAskedBody,
    AdjustmentBody,
    InventoryBody,
    LedgerPaging,
    adjustment_body,
    ledger_body,
    pool_body,
)
from shop.managing import require_manager
from shop.models import SaleItem
from shop.selectors.offered_items import item_named

router = Router(tags=["Inventory"])

ADJUSTMENTS = UUID("5f0c2c1e-57f3-4d0c-9a4e-6e0f2b1f7a11")
"""The namespace of operations that follow from a caller's Idempotency-Key."""


@router.get(
    "{uuid:id}",
    auth=ways_in(Scope.READ),
    response=answers(InventoryBody, 401, 403, 404, 409),
    operation_id="inventory",
    summary="A pool, its terms and its ledger",
)
def inventory(request: HttpRequest, id: UUID, paging: Query[LedgerPaging]) -> InventoryBody:  # noqa: A002
    """The item's pool as it is in Redis, and the newest movements of units in it.

    `id` is the item's, or that of a sale of one item.
    """
    item = _managed(request, id, permission="shop.view_sale")
    return InventoryBody(**pool_body(item).dict(), ledger=ledger_body(item, paging))


@router.post(
    "{uuid:id}/adjust",
    auth=ways_in(Scope.MANAGE),
    response=answers(AdjustmentBody, 401, 403, 404, 409),
    operation_id="adjust_inventory",
    summary="Add or remove units",
)
def adjust_inventory(
    request: HttpRequest,
    id: UUID,  # noqa: A002
    body: AdjustmentAskedBody,
    idempotency_key: Annotated[
        str,
        Header(
            "",
            alias="Idempotency-Key",
            max_length=64,
            pattern="^[!-~]+$",
            description=(
                "Names this adjustment, in up to 64 printable characters without spaces. Sent again"
                " with the same body, it changes nothing more."
            ),
        ),
    ],
) -> AdjustmentBody:
    """The published sale offers so many units more, from the product's stock; or fewer, of those
    that are free, which go back there.
    """
    item = _managed(request, id, permission="shop.change_sale")
    user = caller(request)
    done = adjust(
        item,
        units=body.units,
        reason=body.reason,
        by=user,
        operation=_operation(item, user, idempotency_key),
    )
    return adjustment_body(item, done)


def _operation(item: SaleItem, user: User, key: str) -> UUID:
    return uuid5(ADJUSTMENTS, f"{user.pk} {item.pk} {key}") if key else uuid4()


def _managed(request: HttpRequest, named: UUID, *, permission: str) -> SaleItem:
    """The item, which the caller may manage. Raises NoSuchItem, SeveralItems, NotYours."""
    item = item_named(named)
    require_manager(caller(request), [item.product.store], permission=permission)
    return item
