"""The tries of one delivery: taken by one sender at a time, and repeated with growing pauses.

A try is counted before it is made, together with the time of the next. So who is killed over it
leaves a delivery that is due again a little later.
"""

import logging
import random
from datetime import datetime, timedelta

from django.db.models import QuerySet

from flashsale import clock
from shop.models import WebhookDelivery
from shop.webhooks.connecting import MOST_SECONDS
from shop.webhooks.pausing import pause_where_nothing_was_taken
from shop.webhooks.posting import Answer

logger = logging.getLogger(__name__)

State = WebhookDelivery.State

PAUSES_SECONDS = (10, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 28_800)
"""After the first try, the second, … Each lasts up to a quarter longer: about a day in all."""
MOST_TRIES = len(PAUSES_SECONDS) + 1
LONGEST_TRY = timedelta(seconds=3 * MOST_SECONDS)


def take(delivery: WebhookDelivery) -> bool:
    """This sender is to try it now; False where another one does, or did since it was read."""
    now = clock.now()
    tries = delivery.tries + 1
    as_it_was = WebhookDelivery.objects.filter(
        pk=delivery.pk,
        state=State.WAITING,
        tries=delivery.tries,
        next_try_at=delivery.next_try_at,
    )
    taken = as_it_was.update(
        tries=tries, tried_at=now, next_try_at=_next_try_at(tries, after=now + LONGEST_TRY)
    )
    delivery.tries = tries
    return bool(taken)


def record(delivery: WebhookDelivery, answer: Answer) -> None:
    """What came of the try is written: delivered, to be tried again, or given up.

    What was resent meanwhile is left as it is, unless the receiver has it now.
    """
    if answer.is_taken:
        WebhookDelivery.objects.filter(pk=delivery.pk).update(
            state=State.DELIVERED,
            delivered_at=clock.now(),
            next_try_at=None,
            last_status=answer.status,
            last_problem="",
        )
        return
    said = {"last_status": answer.status, "last_problem": answer.problem}
    if delivery.tries < MOST_TRIES:
        at = _next_try_at(delivery.tries, after=clock.now())
        _same_try(delivery).update(next_try_at=at, **said)
        return
    logger.warning(
        "Webhook %s to endpoint %s is given up.", delivery.event_id, delivery.endpoint_id
    )
    pause_where_nothing_was_taken(delivery.endpoint, since=delivery.created_at)
    _same_try(delivery).update(state=State.FAILED, next_try_at=None, **said)


def _same_try(delivery: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    waiting = WebhookDelivery.objects.filter(pk=delivery.pk, state=State.WAITING)
    return waiting.filter(tries=delivery.tries)


def _next_try_at(tries: int, *, after: datetime) -> datetime:
    pause = PAUSES_SECONDS[min(tries, len(PAUSES_SECONDS)) - 1]
    return after + timedelta(milliseconds=int(pause * random.uniform(1_000, 1_250)))
