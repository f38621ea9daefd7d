"""The two doors of the reserve, for the same tests: Django's, and the rush lane's.

A `LaneBrowser` is Django's test client, but what it sends to /rush/ goes into the real ASGI
application, on an event loop that serves all browsers of the test at once, as a server would.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from flashsale.asgi import application
from orders.rush.protocol import Application

Browser: TypeAlias = Callable[..., Client]
"""Called, a new browser that comes through one of the doors."""

ANSWER_SECONDS = 30
TOKEN = "a" * 32


class LaneBrowser(Client):
    """A browser that comes to the rush through the ASGI application."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, enforce_csrf_checks: bool) -> None:
        super().__init__(enforce_csrf_checks=enforce_csrf_checks)
        self.handler = _LaneHandler(enforce_csrf_checks)
        self.handler.loop = loop


class _LaneHandler(ClientHandler):
    loop: asyncio.AbstractEventLoop

    def __call__(self, environ: dict[str, Any]) -> HttpResponse:
        if not environ["PATH_INFO"].startswith("/rush/"):
            return super().__call__(environ)
        if not self.enforce_csrf_checks:
            # There is no way to ask the lane not to check.
            cookies = [environ.get("HTTP_COOKIE", ""), f"csrftoken={TOKEN}"]
            environ["HTTP_COOKIE"] = "; ".join(filter(None, cookies))
            environ["HTTP_X_CSRFTOKEN"] = TOKEN
        body = environ["wsgi.input"].read()
        response = on(self.loop, answer_to(scope_of(environ), body))
        response.wsgi_request = WSGIRequest(environ)
        return response


def on(loop: asyncio.AbstractEventLoop, answering: Any) -> HttpResponse:
    """The answer that the loop, which runs in another thread, comes to."""
    response: HttpResponse = asyncio.run_coroutine_threadsafe(answering, loop).result(
        ANSWER_SECONDS
    )
    return response


def scope_of(environ: Mapping[str, Any]) -> dict[str, Any]:
    """What an ASGI server would say of the request that a WSGI server describes so."""
    headers = [
        (name.removeprefix("HTTP_").lower().replace("_", "-"), str(value))
        for name, value in environ.items()
        if name.startswith("HTTP_") or (name in {"CONTENT_TYPE", "CONTENT_LENGTH"} and value)
    ]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": environ["REQUEST_METHOD"],
        "scheme": environ["wsgi.url_scheme"],
        "path": environ["PATH_INFO"].encode("latin-1").decode(),
        "query_string": environ["QUERY_STRING"].encode(),
        "root_path": "",
        "server": (environ["SERVER_NAME"], int(environ["SERVER_PORT"])),
        "client": (environ["REMOTE_ADDR"], 50_000),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }


async def answer_to(
    scope: dict[str, Any], *body: bytes, application: Application = application
) -> HttpResponse:
    """What the application answers to a client that sends the body in these parts, and stays."""
    parts = list(body)
    told: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not parts:
            await asyncio.Event().wait()
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Mapping[str, Any]) -> None:
        told.append(message)

    await application(scope, receive, send)
    start, *rest = told
    response = HttpResponse(b"".join(message.get("body", b"") for message in rest))
    response.status_code = int(start["status"])
    del response["Content-Type"]
    for name, value in start["headers"]:
        response[name.decode()] = value.decode("latin-1")
    return response


@contextmanager
def serving_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Inside, an event loop runs in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
