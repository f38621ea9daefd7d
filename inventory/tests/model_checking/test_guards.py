"""Each guard is needed: without it, the search finds what it guards against, and how."""

from dataclasses import dataclass

import pytest

from inventory.tests.model_checking.cast import (
    ANN_HOLDS_ALL,
    ANN_HOLDS_ONE,
    ANN_LETS_GO_AND_RESERVES,
    ANN_PAYS,
    ANN_RESERVES,
    BOB_RESERVES,
    SWEEP,
    THE_END,
    THE_PAUSE,
)
from inventory.tests.model_checking.scenarios import ALL, HOLD_MS, Guards, Scenario
from inventory.tests.model_checking.search import search
from inventory.tests.model_checking.timeline import timeline
from inventory.tests.model_checking.violations import Violation
from inventory.tests.model_checking.world import World


@dataclass(frozen=True)
class Case:
    scenario: Scenario
    without: Guards
    violation: Violation
    timeline: tuple[str, ...]


CASES = {
    "the WATCH of the pool": Case(
        Scenario((ANN_RESERVES, BOB_RESERVES)),
        Guards(pool_is_watched=False),
        Violation.OVERSELL,
        (
            "ann: WATCH nothing",
            "bob: WATCH nothing",
            "ann: EXEC (reserve 2): done; is told: held, 2 until 1000",
            "bob: EXEC (reserve 2): done; is told: held, 2 until 1000",
        ),
    ),
    "the WATCH of the TTL key": Case(
        Scenario((ANN_PAYS,), given=ANN_HOLDS_ALL, moments=THE_END),
        Guards(ttl_key_is_watched=False),
        Violation.CLAIM_AFTER_EXPIRY,
        (
            "ann: WATCH pool",
            "time passes: it is 1000; it is 1001",
            "ann: EXEC (claim 2): done; is told: claimed, o1",
        ),
    ),
    "the fence": Case(
        Scenario((ANN_PAYS,), given=ANN_HOLDS_ALL, breaks=1),
        Guards(fence=False),
        Violation.TOLD_LOST_AND_MADE,
        (
            "ann: WATCH pool, TTL key of ann; the line breaks, with EXEC (claim 2) under way; "
            "EXEC (nothing): done; is told: refused, ReservationContention",
            "late, from ann: EXEC (claim 2): done",
        ),
    ),
    "believing EXEC": Case(
        Scenario((ANN_RESERVES, BOB_RESERVES)),
        Guards(exec_is_believed=False),
        Violation.TOLD_MADE_AND_LOST,
        (
            "ann: WATCH pool",
            "bob: WATCH pool",
            "ann: EXEC (reserve 2): done; is told: held, 2 until 1000",
            "bob: EXEC (reserve 2): nil; is told: held, 2 until 1000",
        ),
    ),
    "reading of the pause": Case(
        Scenario(
            (ANN_LETS_GO_AND_RESERVES,),
            given=ANN_HOLDS_ALL,
            moments=THE_PAUSE,
            cooldown_seconds=HOLD_MS // 1_000,
        ),
        Guards(pause_is_read=False),
        Violation.HELD_IN_PAUSE,
        (
            "ann: WATCH pool; EXEC (release 2): done; is told: done, 2; WATCH pool; "
            "EXEC (reserve 2): done; is told: held, 2 until 1000",
        ),
    ),
    "the EXEC of a refusal": Case(
        Scenario((BOB_RESERVES, SWEEP), given=ANN_HOLDS_ONE, moments=THE_END),
        Guards(refusals_are_proved=False),
        Violation.BASELESS_REFUSAL,
        (
            "sweep: WATCH pool",
            "time passes: it is 1000",
            "bob: WATCH pool",
            "sweep: EXEC (expire 1): done; is told: done, 1",
            "bob: EXEC (nothing): nil; is told: baseless, OutOfStock",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_without_it_there_is_a_violation_of_this_kind(name: str) -> None:
    case = CASES[name]
    world = World(case.scenario, guards=case.without)
    found = search(world)
    assert found.violation is case.violation
    told = timeline(world, found.path, with_reads=False)
    assert told == list(case.timeline), "\n".join(timeline(world, found.path))


@pytest.mark.parametrize("name", CASES)
def test_with_it_there_is_none(name: str) -> None:
    assert search(World(CASES[name].scenario, guards=ALL)).violation is None
