"""Sending what is due: at most one message to each endpoint at a time, several endpoints at once.

A receiver that hangs holds up its own messages and no others. The threads only post; the database
is asked and told by the one who called.
"""

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from uuid import UUID

from flashsale import clock
from shop.models import WebhookDelivery, WebhookEndpoint
from shop.webhooks.posting import Answer, post
from shop.webhooks.signing import secret_of, signed_headers
from shop.webhooks.trying import record, take

logger = logging.getLogger(__name__)

AT_ONCE = 8
RUN_SECONDS = 20.0
"""After that nothing more is begun: the next run goes on."""
LOOK_SECONDS = 0.5


@dataclass(slots=True)
class Run:
    """What is on its way, and which endpoints did not take something in this run: they rest."""

    under_way: dict[Future[Answer], WebhookDelivery] = field(default_factory=dict)
    resting: set[UUID] = field(default_factory=set)
    delivered: int = 0


def send_due() -> int:
    """What was due was tried, or will be in the next run; returns how many were delivered."""
    run = Run()
    end_at = time.monotonic() + RUN_SECONDS
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while True:
            if time.monotonic() < end_at:
                _begin(run, threads)
            if not run.under_way:
                return run.delivered
            done, _ = wait(run.under_way, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for answer in done:
                _end(run, answer)


def _begin(run: Run, threads: ThreadPoolExecutor) -> None:
    while len(run.under_way) < AT_ONCE:
        delivery = _next_due(run)
        if delivery is None:
            return
        if take(delivery):
            run.under_way[threads.submit(_send, delivery)] = delivery
        else:
            run.resting.add(delivery.endpoint_id)


def _next_due(run: Run) -> WebhookDelivery | None:
    paused = WebhookEndpoint.objects.filter(paused_at__isnull=False).values_list("pk", flat=True)
    busy = {delivery.endpoint_id for delivery in run.under_way.values()}
    due = WebhookDelivery.objects.filter(
        state=WebhookDelivery.State.WAITING, next_try_at__lte=clock.now()
    ).exclude(endpoint_id__in=[*paused, *busy, *run.resting])
    return due.select_related("endpoint__owner").order_by("next_try_at").first()


def _send(delivery: WebhookDelivery) -> Answer:
    body = delivery.body.encode()
    secret = secret_of(delivery.endpoint)
    headers = signed_headers(delivery.event_id, body=body, secret=secret)
    return post(delivery.endpoint.url, body=body, headers=headers)


def _end(run: Run, done: Future[Answer]) -> None:
    """One that could not be recorded is due again later, as if its sender had been killed."""
    delivery = run.under_way.pop(done)
    try:
        answer = done.result()
        record(delivery, answer)
    except Exception:
        logger.exception("Webhook %s could not be sent, or noted.", delivery.event_id)
        run.resting.add(delivery.endpoint_id)
        return
    if answer.is_taken:
        run.delivered += 1
    else:
        run.resting.add(delivery.endpoint_id)
