"""Fixtures of the engine's tests."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from inventory import writing

Step = Callable[[], object]


@pytest.fixture
def before_exec(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """`before_exec(step, …)`: the next attempts do a step each between their read and EXEC.

    What a step itself asks of the engine is not disturbed. All steps must have been done.
    """
    waiting: list[Step] = []
    transaction = writing.transaction

    def with_step(*arguments: object) -> object:
        if waiting:
            step = waiting.pop(0)
            rest = waiting.copy()
            waiting.clear()
            step()
            waiting.extend(rest)
        return transaction(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "transaction", with_step)
    yield lambda *steps: waiting.extend(steps)
    assert not waiting, "a step was never reached"


@pytest.fixture
def patience(settings: Settings) -> None:
    """Nobody gives up because this machine is busy."""
    settings.STOCK_PATIENCE_SECONDS = 60.0
