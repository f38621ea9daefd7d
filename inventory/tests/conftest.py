"""Fixtures of the engine's tests."""

from collections.abc import Callable, Iterator
from threading import local

import pytest
from pytest_django import Settings

from inventory import writing
from inventory.shells import threads
from inventory.shells.threads import ThreadShell

Step = Callable[[], object]


@pytest.fixture
def before_exec(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """`before_exec(step, …)`: the next attempts do a step each between their read and EXEC.

    A step is somebody else's: it asks through a shell of its own, and is not disturbed itself.
    All steps must have been done.
    """
    waiting: list[Step] = []
    somebody_else = ThreadShell()
    transaction = writing.transaction

    def with_step(*arguments: object, **also: object) -> object:
        if waiting:
            step = waiting.pop(0)
            rest = waiting.copy()
            waiting.clear()
            ours = threads.shell
            monkeypatch.setattr(threads, "shell", lambda: somebody_else)
            step()
            monkeypatch.setattr(threads, "shell", ours)
            waiting.extend(rest)
        return transaction(*arguments, **also)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "transaction", with_step)
    yield lambda *steps: waiting.extend(steps)
    assert not waiting, "a step was never reached"


@pytest.fixture
def patience(settings: Settings) -> None:
    """Nobody gives up because this machine is busy."""
    settings.STOCK_PATIENCE_SECONDS = 60.0


@pytest.fixture
def a_shell_for_each_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads are not grouped: each competes with the others, as processes do."""
    own = local()

    def shell() -> ThreadShell:
        if not hasattr(own, "shell"):
            own.shell = ThreadShell()
        found: ThreadShell = own.shell
        return found

    monkeypatch.setattr(threads, "shell", shell)
