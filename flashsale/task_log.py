"""Background work knows the request that asked for it; imported, this tells Celery how.

A task's lines in the log have the id of that request. What Celery does by itself has an id of its
own, so that the lines of one run can be found together.
"""

import logging
import time
from contextvars import Token
from logging.config import dictConfig
from typing import Any

from celery import signals
from django.conf import settings

from flashsale.request_ids import NOBODYS, current

logger = logging.getLogger("flashsale.tasks")
HEADER = "flashsale_request_id"

_running: dict[str, tuple[Token[str], float]] = {}


@signals.setup_logging.connect
def log_as_the_shop_does(**_: Any) -> None:
    """Celery's processes log as LOGGING says, not in Celery's own way."""
    dictConfig(settings.LOGGING)


@signals.before_task_publish.connect
def send_id(*, headers: dict[str, Any] | None = None, **_: Any) -> None:
    """The task's message carries the id of the request that is being answered."""
    if headers is not None and current.get() != NOBODYS:
        headers[HEADER] = current.get()


@signals.task_prerun.connect
def take_id(*, task_id: str, task: Any, **_: Any) -> None:
    """Until the task ends, what is logged has the id that came with it."""
    told = task.request.get(HEADER) or (task_id if current.get() == NOBODYS else current.get())
    _running[task_id] = (current.set(told), time.perf_counter())


@signals.task_postrun.connect
def give_id_back(*, task_id: str, task: Any, state: str | None = None, **_: Any) -> None:
    """The log has a line of the task, without its arguments; the id is as before."""
    token, began_at = _running.pop(task_id)
    # The schedule's own come every second.
    level = logging.INFO if task.request.get(HEADER) else logging.DEBUG
    ms = round((time.perf_counter() - began_at) * 1000, 1)
    facts = {"task": task.name, "state": state, "ms": ms}
    logger.log(level, "%s %s in %s ms", task.name, state, ms, extra=facts)
    current.reset(token)
