"""What is answered, through either door."""

from functools import lru_cache
from http import HTTPStatus

from django.http import JsonResponse

from flashsale import clock
from flashsale.answers import refusal
from flashsale.errors import FlashSaleError
from inventory import api as inventory

STATUS = {
    "signed_out": HTTPStatus.UNAUTHORIZED,
    "csrf": HTTPStatus.FORBIDDEN,
    "too_slow": HTTPStatus.REQUEST_TIMEOUT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "bad_quantity": HTTPStatus.BAD_REQUEST,
    "no_such_item": HTTPStatus.NOT_FOUND,
    "too_many_requests": HTTPStatus.TOO_MANY_REQUESTS,
    "contention": HTTPStatus.SERVICE_UNAVAILABLE,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    FlashSaleError.code: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""Every other refusal is a 409: the request was right, the stock is not."""


def held_status(held: inventory.Reservation) -> HTTPStatus:
    """201 where the press changed something, 200 where it was so already."""
    return HTTPStatus.CREATED if held.changed else HTTPStatus.OK


def held_json(held: inventory.Reservation, *, cart_url: str) -> bytes:
    """The hold as the contract writes it.

    Written by hand, as `json.dumps` would: nothing in it needs to be escaped, since the item is
    a UUID and Django quotes its addresses.
    """
    expires_at = _iso(held.hold.expires_at)
    return (
        f'{{"item": "{held.hold.pool_id}", "units": {held.hold.units},'
        f' "expires_at": "{expires_at}", "seconds_left": {held.seconds_left},'
        f' "cart_url": "{cart_url}"}}'
    ).encode()


@lru_cache(maxsize=100)
def _iso(moment_ms: int) -> str:
    """Presses that were decided together end together."""
    return clock.iso(clock.from_ms(moment_ms))


def facts_of(error: FlashSaleError) -> dict[str, str]:
    """What is told of a refusal: its code and words; of a pause, also when it is over."""
    facts = {"code": error.code, "message": error.message}
    if isinstance(error, inventory.Cooldown):
        facts["retry_at"] = _iso(error.ends_at)
    return facts


def refused(*, code: str, message: str, **more: str) -> JsonResponse:
    """The refusal, with these facts, as the contract writes it."""
    return refusal(code, message, status=STATUS.get(code, HTTPStatus.CONFLICT), **more)
