"""The engine's shells on a line that a test can cut, and without the fence for lost answers."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager

import pytest
from pytest_django import Settings

from flashsale.wire import Replies
from inventory import keys, lost_answers
from inventory.asking import Ask
from inventory.records import Movement
from inventory.shells import loop_lines, thread_lines, threads
from inventory.tests.tcp_proxy import TcpProxy


@contextmanager
def shells_through_proxy(
    target_port: int, *, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TcpProxy]:
    """Inside, new shells speak to the Valkey at the port through the proxy.

    The client for plain reads stays as it was, unless it is forgotten.
    """
    shell = threads.ThreadShell()
    monkeypatch.setattr(threads, "shell", lambda: shell)
    proxy = TcpProxy(target_port)
    settings.STOCK_REDIS_URL = f"redis://127.0.0.1:{proxy.port}/0"
    yield proxy
    proxy.close()


def wait_at_most(seconds: float, *, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shells wait so long for an answer."""
    for module in (thread_lines, loop_lines):
        monkeypatch.setattr(module, "ANSWER_TIMEOUT_SECONDS", seconds)


def take_out_the_fence(*, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a lost answer the ledger is read, and nothing is written before it."""

    def unfenced(
        pool_id: str, movements: Iterable[Movement], **since: object
    ) -> Generator[Ask, Replies, bool]:
        replies = yield Ask([("XRANGE", keys.ledger(pool_id), "-", "+")], anew=True)
        wanted = {movement.write_id.encode() for movement in movements}
        return any(wanted.intersection(fields) for _, fields in replies[0])

    monkeypatch.setattr(lost_answers, "was_written", unfenced)
