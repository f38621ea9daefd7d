"""The test gateway's webhooks: really posted to the shop's own address, by a worker.

Like a real gateway it repeats what was not answered with 200, each time with a new signature,
and then gives up: the shop finds out by itself.
"""

import json
import logging
import secrets
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from kombu.exceptions import OperationalError

from flashsale import clock
from orders.payment.signatures import HEADER, signature

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 5
TRIES = 5


class NotTaken(Exception):
    """The shop did not answer, or not with 200."""


def send_soon(key: str, *, kind: str, times: int = 1) -> None:
    """A worker will tell the shop, `times` times the same."""
    body = _event(key, kind=kind)
    for _ in range(times):
        _queue(body)


def send_at_once(key: str, *, kind: str) -> None:
    """The shop has been told, before anything else happens; if it did not take it, later."""
    body = _event(key, kind=kind)
    try:
        post(body)
    except NotTaken:
        _queue(body)


@shared_task(autoretry_for=(NotTaken,), max_retries=TRIES, retry_backoff=True)
def send_webhook(body: str) -> None:
    """The shop has taken this webhook."""
    post(body)


def post(body: str) -> None:
    """The body was sent to the shop with a signature of this moment. Raises NotTaken."""
    shop = urlsplit(settings.SITE_URL)
    connect = HTTPSConnection if shop.scheme == "https" else HTTPConnection
    connection = connect(shop.hostname or "", shop.port, timeout=ANSWER_SECONDS)
    headers = {
        "Content-Type": "application/json",
        HEADER: signature(body.encode(), secret=settings.PAYMENT_WEBHOOK_SECRET),
    }
    try:
        connection.request("POST", reverse("orders:webhook", args=["test"]), body, headers)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise NotTaken(str(error)) from error
    finally:
        connection.close()
    if status != 200:  # noqa: PLR2004 - what it says
        raise NotTaken(f"The shop answered {status}.")


def _queue(body: str) -> None:
    try:
        send_webhook.apply_async((body,), countdown=1)
    except OperationalError as error:
        logger.warning("A webhook will not be sent: %s", error)


def _event(key: str, *, kind: str) -> str:
    event = {
        "id": f"evt_{secrets.token_hex(12)}",
        "type": kind,
        "key": key,
        "created": clock.iso(clock.now()),
    }
    return json.dumps(event)
