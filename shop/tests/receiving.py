"""A receiver of webhooks: a real server that keeps what it got, and answers as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flashsale import clock
from shop.models import WebhookDelivery, WebhookEndpoint, WebhookKind
from shop.webhooks.endpoints import add

EVERY_KIND = [kind for kind in WebhookKind if kind != WebhookKind.TEST]


@dataclass(frozen=True, slots=True)
class Got:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Answers with `status`, or, while `is_deaf`, keeps the connection open and says nothing; while
    `is_slow`, a byte now and then.
    """

    url: str = ""
    status: int = 200
    location: str = ""
    is_deaf: bool = False
    is_slow: bool = False
    got: list[Got] = field(default_factory=list)
    leave: threading.Event = field(default_factory=threading.Event)

    @property
    def kinds(self) -> list[str]:
        return [one.said["kind"] for one in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(Got(self.path, dict(self.headers), body))
            if receiver.is_deaf:
                receiver.leave.wait(30)
                return
            if receiver.is_slow:
                self._drip()
                return
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        def _drip(self) -> None:
            with suppress(OSError):
                while not receiver.leave.wait(0.02):
                    self.wfile.write(b"H")

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hooks"
    try:
        yield receiver
    finally:
        receiver.leave.set()
        server.shutdown()
        thread.join()
        server.server_close()


def endpoint_at(
    receiver: Receiver, *, owner: Any, kinds: list[str] | None = None
) -> WebhookEndpoint:
    """An endpoint of the owner's, told of everything unless `kinds` are given."""
    return add(owner.pk, url=receiver.url, kinds=EVERY_KIND if kinds is None else kinds)


def as_it_is(delivery: WebhookDelivery) -> WebhookDelivery:
    return WebhookDelivery.objects.get(pk=delivery.pk)


def pass_time(*, days: int = 2) -> None:
    """What waits has waited long enough for its next try."""
    waiting = WebhookDelivery.objects.filter(state="waiting")
    waiting.update(next_try_at=clock.now() - timedelta(days=days))
