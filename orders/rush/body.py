"""Reading the body of a request: so many bytes at most, in so much time."""

from functools import lru_cache
from io import BytesIO

from django.conf import settings
from django.http import QueryDict

from orders.errors import OrderError
from orders.quantities import LARGEST_BODY_BYTES
from orders.rush.patience import RanOut, patience_with_clients
from orders.rush.protocol import Receive
from orders.rush.request import RushRequest

URLENCODED = "application/x-www-form-urlencoded"
SHORT_FORM_BYTES = 256


class BodyTooSlow(OrderError):
    """The client did not send the rest of its request in time."""

    code = "too_slow"
    message = "The request did not arrive completely. Please try again."


class ClientGone(Exception):
    """Nobody is there to be answered."""


async def read_body(request: RushRequest, receive: Receive) -> None:
    """The request has its body, or as much of it as Django needs to see that it is too large.

    Raises BodyTooSlow when it is not there after RUSH_BODY_SECONDS, and ClientGone.
    """
    body = await _received(receive, keep=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if len(body) > LARGEST_BODY_BYTES:
        request._stream = BytesIO(body)  # Django measures a stream before it reads it
        return
    request._body = body
    if (
        request.content_type == URLENCODED
        and request.encoding is None
        and len(body) <= SHORT_FORM_BYTES
    ):
        request.POST = _short_form(body)  # type: ignore[assignment]  # immutable, like any


async def drop_body(receive: Receive) -> None:
    """The body is over, and nothing of it was kept. Raises what `read_body` raises."""
    await _received(receive, keep=0)


async def _received(receive: Receive, *, keep: int) -> bytes:
    try:
        return await patience_with_clients().wait_for(_read_to_the_end(receive, keep=keep))
    except RanOut as error:
        raise BodyTooSlow from error


async def _read_to_the_end(receive: Receive, *, keep: int) -> bytes:
    """The body, cut off somewhere after `keep` bytes. The rest is read all the same: a proxy
    does not listen to an answer before it has sent everything."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if message.get("more_body"):
        parts, size = [body], len(body)
        while message.get("more_body"):
            message = await receive()
            if size <= keep:
                parts.append(message.get("body", b""))
                size += len(parts[-1])
        body = b"".join(parts)
    if message["type"] == "http.disconnect":
        raise ClientGone
    return body


@lru_cache(maxsize=256)
def _short_form(body: bytes) -> QueryDict:
    """Django's reading of the form, once for all who send the same. Nobody can change it."""
    return QueryDict(body, encoding="utf-8")
