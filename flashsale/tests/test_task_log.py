"""Background work is logged with the id of the request that asked for it."""

import logging
from collections.abc import Iterator

import pytest
from celery import shared_task
from celery.contrib.testing.worker import start_worker

from flashsale import celery_app
from flashsale.request_ids import current
from flashsale.testing.log_lines import logged, parsed
from flashsale.testing.waiting import wait_until

ID = "asked-by-this-request"
logger = logging.getLogger(__name__)


@shared_task
def note(secret: str) -> None:
    logger.info("noted")


@shared_task
def fail(secret: str) -> None:
    raise RuntimeError("no such wheel")


@pytest.fixture
def worker() -> Iterator[None]:
    """One takes tasks from the broker and runs them, in a thread."""
    celery_app.conf.task_always_eager = False
    try:
        with start_worker(celery_app, pool="solo", perform_ping_check=False, loglevel="INFO"):
            yield
    finally:
        celery_app.conf.task_always_eager = True


@pytest.mark.usefixtures("worker")
def test_a_task_is_logged_with_the_id_of_who_asked_and_without_its_arguments() -> None:
    with logged(level="DEBUG") as log:
        before = current.set(ID)
        for task in (note, fail):
            task.delay("very-private")
        current.reset(before)
        note.delay("very-private")
        wait_until(lambda: len(parsed(log, logger="flashsale.tasks")) == 3)

    noted, again = parsed(log, logger=__name__)
    (failed,) = parsed(log, logger="celery.app.trace")
    ended = parsed(log, logger="flashsale.tasks")
    assert [line["request_id"] for line in (noted, failed, *ended[:2])] == [ID] * 4
    assert [(line["level"], line["task"], line["state"]) for line in ended] == [
        ("INFO", f"{__name__}.note", "SUCCESS"),
        ("INFO", f"{__name__}.fail", "FAILURE"),
        ("DEBUG", f"{__name__}.note", "SUCCESS"),
    ]
    # What nobody asked for has an id of its own.
    assert again["request_id"] == ended[2]["request_id"]
    assert len(again["request_id"]) == 36
    assert "RuntimeError: no such wheel" in failed["exception"]
    assert "very-private" not in log.getvalue()


def test_a_task_that_runs_at_once_keeps_the_id_of_its_request() -> None:
    before = current.set(ID)
    with logged() as log:
        note.delay("very-private")
    assert current.get() == ID
    current.reset(before)

    assert {line["request_id"] for line in parsed(log)} == {ID}
