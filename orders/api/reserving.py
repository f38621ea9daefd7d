"""Hold units of an item, and let them go."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from accounts.api.ways_in import Scope, caller, ways_in
from flashsale.answers import JSON
from flashsale.api.answers import answers
from flashsale.api.values import Asked, Moment
from inventory.api import LARGEST_QUANTITY
from orders.naming import release_named, reserve_named
from orders.rush.answers import held_json, held_status

router = Router(tags=["Buying"])

CART_URL = "/api/v1/cart"


class ReserveBody(Asked):
    quantity: int = Field(
        default=1, ge=1, le=LARGEST_QUANTITY, strict=True, description="Hold at least so many."
    )


class HoldBody(Schema):
    """What is held now."""

    item: UUID
    units: int = Field(examples=[2])
    expires_at: Moment
    seconds_left: int = Field(examples=[600])
    cart_url: str = Field(description="Where all that is held is listed.", examples=[CART_URL])


ONE = ReserveBody()


@router.post(
    "reserve/{uuid:id}",
    auth=ways_in(Scope.BUY),
    response=answers(HoldBody, 401, 403, 404, 409, 413, status=201, also=200),
    operation_id="reserve",
    summary="Hold units of an item",
)
def reserve(request: HttpRequest, id: UUID, body: ReserveBody = ONE) -> HttpResponse:  # noqa: A002
    """You hold at least so many units (201), or did already (200).

    A repeat does no harm, and restarts no clock. `id` is the item's, or that of a sale of one item.
    """
    held = reserve_named(id, buyer=caller(request).pk, units=body.quantity)
    # The bytes of the rush lane: this is the one request that everybody sends at once.
    return HttpResponse(
        held_json(held, cart_url=CART_URL),
        content_type=JSON,
        status=held_status(held),
        headers={"Cache-Control": "no-store"},
    )


@router.delete(
    "reserve/{uuid:id}",
    auth=ways_in(Scope.BUY),
    response=answers(None, 401, 403, 404, 409, status=204),
    operation_id="release",
    summary="Let a hold go",
)
def release(request: HttpRequest, id: UUID) -> Status:  # noqa: A002
    """You hold nothing of the item; others can have it at once. Also 204 if nothing was held."""
    release_named(id, buyer=caller(request).pk)
    return Status(204, None)
