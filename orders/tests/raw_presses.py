"""Requests as a server reads them from the wire: headers in pairs, a body of bytes.

Nothing of Django's test client is between them and the two doors.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, TypeAlias

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse

from orders.rush.lane import RushLane
from orders.tests.doors import TOKEN, answer_to, on, scope_of
from orders.tests.pressing import JSON, URLENCODED
from orders.tests.unchanged import nothing_changes

PROMISED = ("Content-Type", "Content-Length", "Cache-Control", "Retry-After")


@dataclass(frozen=True)
class Press:
    """A press of the button by whoever has this session, for this item."""

    session: str
    item: str
    body: bytes = b"quantity=1"
    content_type: str = URLENCODED
    cookie: str = "sessionid={session}; csrftoken={token}"
    headers: tuple[tuple[str, str], ...] = (("Accept", JSON), ("X-CSRFToken", TOKEN))
    host: str = "testserver"
    scheme: str = "http"

    def but(self, **changes: Any) -> "Press":
        return replace(self, **changes)

    def with_token(self, token: str) -> "Press":
        return replace(self, headers=(("Accept", JSON), ("X-CSRFToken", token)))

    def with_headers(self, *headers: tuple[str, str]) -> "Press":
        return replace(self, headers=(*self.headers, *headers))

    def environ(self) -> dict[str, Any]:
        """As a WSGI server tells it; headers that come twice are joined."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": f"/rush/items/{self.item}/reserve/",
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "443" if self.scheme == "https" else "80",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": self.content_type,
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": BytesIO(self.body),
        }
        cookie = self.cookie.format(session=self.session, token=TOKEN)
        for name, value in (("Host", self.host), ("Cookie", cookie), *self.headers):
            key = f"HTTP_{name.upper().replace('-', '_')}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        return environ


Door: TypeAlias = Callable[[Press], HttpResponse]
Doors: TypeAlias = tuple[Door, Door]
Change: TypeAlias = Callable[[Press], Press]


def through_django(press: Press) -> HttpResponse:
    """What the view answers, behind all middleware."""
    response = HttpResponse()

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        response.status_code = int(status.split(maxsplit=1)[0])
        del response["Content-Type"]
        for name, value in headers:
            response[name] = value

    answer = get_wsgi_application()(press.environ(), start_response)
    response.content = b"".join(answer)
    answer.close()
    return response


def through_lane(press: Press, *, loop: asyncio.AbstractEventLoop) -> HttpResponse:
    """What a lane answers that has just been started, with the settings of now."""
    lane = RushLane(get_asgi_application())
    return on(loop, answer_to(scope_of(press.environ()), press.body, application=lane))


def assert_both_refuse(doors: Doors, press: Press, status: int, code: str) -> None:
    """Django and the lane refuse it, in the same words, and nothing has changed."""
    with nothing_changes():
        django, lane = (door(press) for door in doors)
    assert (django.status_code, json.loads(django.content)["error"]["code"]) == (status, code)
    assert (lane.status_code, lane.content) == (status, django.content)
    assert [lane.get(name) for name in PROMISED] == [django.get(name) for name in PROMISED]
    assert lane["X-Content-Type-Options"] == django["X-Content-Type-Options"] == "nosniff"
    assert lane.has_header("Retry-After") == (status == 503)
