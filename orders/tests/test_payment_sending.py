"""The test gateway's webhooks on their way: really posted, with a signature, and repeated."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from celery.exceptions import Retry
from django.conf import settings

from flashsale.celery import app
from orders.payment import sending
from orders.payment.signatures import HEADER, check_signature


class Shop:
    """Somebody who listens where the shop should, and answers with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[str, str, bytes]] = []


@pytest.fixture
def shop(settings: object) -> Iterator[Shop]:
    listening = Shop()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listening.got.append((self.path, self.headers[HEADER], body))
            self.send_response(listening.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    settings.SITE_URL = f"http://127.0.0.1:{server.server_port}"
    yield listening
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_is_posted_to_the_shops_own_address_with_its_signature(shop: Shop) -> None:
    sending.send_soon("a key", kind="charge.authorised")

    ((path, header, body),) = shop.got
    assert path == "/payments/webhooks/test/"
    check_signature(header, body=body, secret=settings.PAYMENT_WEBHOOK_SECRET)
    assert b'"type": "charge.authorised", "key": "a key"' in body


def test_told_twice_it_is_the_same_event(shop: Shop) -> None:
    sending.send_soon("a key", kind="charge.authorised", times=2)

    first, second = shop.got
    assert first[2] == second[2]


@pytest.mark.parametrize("status", [401, 500, 503])
def test_what_the_shop_did_not_take_is_sent_again_later(shop: Shop, status: int) -> None:
    shop.status = status
    with pytest.raises(sending.NotTaken):
        sending.post("{}")
    with pytest.raises(Retry):
        sending.send_webhook.apply(("{}",), retries=0, throw=True).get()


def test_a_shop_that_does_not_listen_is_asked_again_later(
    settings: object, closed_port: int
) -> None:
    settings.SITE_URL = f"http://127.0.0.1:{closed_port}"

    with pytest.raises(sending.NotTaken):
        sending.post("{}")


@pytest.fixture
def broker_away(monkeypatch: pytest.MonkeyPatch, closed_port: int) -> Iterator[None]:
    with monkeypatch.context() as away:
        away.setitem(app.conf, "task_always_eager", False)
        away.setitem(app.conf, "broker_write_url", f"redis://127.0.0.1:{closed_port}/0")
        app._after_fork()  # forgets the connections to another broker
        yield
    app._after_fork()


@pytest.mark.usefixtures("broker_away")
def test_without_a_broker_a_webhook_is_lost_and_nobody_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sending.send_soon("a key", kind="charge.authorised")

    assert "A webhook will not be sent" in caplog.text
