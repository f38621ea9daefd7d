"""Breadth first through every state, so that the first violation found is a shortest one."""

from collections import deque
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from inventory.tests.model_checking.keyspace import Keyspace
from inventory.tests.model_checking.promises import promises_in
from inventory.tests.model_checking.records import Records, records_of, wrong_records
from inventory.tests.model_checking.scenarios import sweep
from inventory.tests.model_checking.violations import Violation
from inventory.tests.model_checking.world import FIRST_ACTOR, State, Step, World

Path: TypeAlias = list[tuple[Step, State]]

A_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Found:
    """How far the search went, and the shortest way to the first violation, if there is any.

    `reached` are the answers that somebody got, and what else has happened at least once.
    """

    states: int
    steps: int
    violation: Violation | None
    path: Path
    reached: frozenset[str]


def search(world: World) -> Found:
    """Every state that can be reached, or the first in which something is wrong."""
    judge = Judge(world)
    beginning = world.beginning()
    parents: dict[State, State | None] = {beginning: None}
    waiting = deque([beginning])
    steps = 0
    while waiting:
        state = waiting.popleft()
        if wrong := judge.wrong(state):
            return Found(len(parents), steps, wrong, _path(world, parents, state), _reached(world))
        for _, after in world.steps(state):
            steps += 1
            if after not in parents:
                parents[after] = state
                waiting.append(after)
    return Found(len(parents), steps, None, [], _reached(world))


class Judge:
    """Says what is wrong in a state of this world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._promises = promises_in(world.scenario.processes)
        self._records = cache(self._records_of)
        self._wrong_space = cache(self._wrong_in_space)
        self._fine: set[tuple[int, int]] = set()

    def wrong(self, state: State) -> Violation | None:
        space = state[0]
        for actor in state[FIRST_ACTOR:]:
            if (actor, space) not in self._fine:
                if found := self._wrong_space(space) or self._wrong_for_actor(actor, space):
                    return found
                self._fine.add((actor, space))
        return None

    def _records_of(self, space: int) -> Records:
        return records_of(self._world.spaces.things[space])

    def _wrong_in_space(self, number: int) -> Violation | None:
        return wrong_records(self._records(number)) or self._lost_for_ever(
            self._world.spaces.things[number]
        )

    def _lost_for_ever(self, space: Keyspace) -> Violation | None:
        """If everybody died now, one sweep after all holds' time would leave nothing held."""
        later = space.copy()
        later.pass_time(until=space.now + A_DAY_MS)
        _, swept = self._world.moves.alone(later, (sweep(),))
        records = records_of(swept)
        if records.pool.held or records.holds or records.ttl_keys:
            return Violation.LOST_UNITS
        return wrong_records(records)

    def _wrong_for_actor(self, number: int, space: int) -> Violation | None:
        actor = self._world.actors.things[number]
        requests = self._world.moves.requests(actor)
        return self._promises.broken(actor, requests, self._records(space))


def _reached(world: World) -> frozenset[str]:
    answers = {
        f"{type(request).__name__}: {told.answer}"
        + (f" ({told.what})" if isinstance(told.what, str) else "")
        for actor in world.actors.things
        for request, told in zip(world.moves.requests(actor), actor.told, strict=False)
    }
    return frozenset(answers | world.events)


def _path(world: World, parents: dict[State, State | None], state: State) -> Path:
    path: Path = []
    while before := parents[state]:
        step = next(step for step, after in world.steps(before) if after == state)
        path.append((step, state))
        state = before
    return path[::-1]
