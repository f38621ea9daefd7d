"""Answers as an ASGI server takes them.

Few headers, since everybody is sent them. Those of Django's answer that govern documents
(policies on content, frames, referrers, openers) are left out: no browser shows this one, as it
goes only to who asked for JSON by name. HSTS was told by the page with the button, and what must
not be stored needs no Vary.
"""

from functools import lru_cache
from typing import NamedTuple

from accounts.limits.checking import room_of
from accounts.limits.headers import headers_of
from inventory import api as inventory
from orders.rush.answers import held_json, held_status, refused
from orders.rush.protocol import Send
from orders.rush.request import RushRequest

JSON_ANSWER = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


class Answer(NamedTuple):
    """Status, headers and body."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def held_answer(held: inventory.Reservation, *, cart_url: str) -> Answer:
    """The answer to a press that holds units."""
    body = held_json(held, cart_url=cart_url)
    headers = [*JSON_ANSWER, (b"content-length", b"%d" % len(body))]
    return Answer(held_status(held), headers, body)


@lru_cache(maxsize=256)
def refused_answer(**facts: str) -> Answer:
    """The answer to a press that does not; the same ones go out by the thousand."""
    response = refused(**facts)
    headers = [*JSON_ANSWER, (b"content-length", b"%d" % len(response.content))]
    if "Retry-After" in response:
        headers.append((b"retry-after", response["Retry-After"].encode()))
    return Answer(response.status_code, headers, response.content)


def answer_for(request: RushRequest, answer: Answer) -> Answer:
    """The answer with what it says to this client only: the request's id, and what is left."""
    headers = [*answer.headers, (b"x-request-id", request.request_id.encode())]
    room = room_of(request)
    if room is not None:
        headers += [(name.encode(), value.encode()) for name, value in headers_of(room)]
    return answer._replace(headers=headers)


async def send_answer(answer: Answer, send: Send) -> None:
    """The answer is on its way."""
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
