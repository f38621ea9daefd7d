"""Every step that may be next. A state is a tuple of numbers, each of which stands for a part."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from inventory.tests.model_checking.actors import Actor, Late, refusals
from inventory.tests.model_checking.keyspace import Keyspace, Touched
from inventory.tests.model_checking.moves import Event, Moves
from inventory.tests.model_checking.scenarios import ALL, BEGINNING, Guards, Scenario, opening

T = TypeVar("T")
State: TypeAlias = tuple[int, ...]
"""Keyspace, breaks left, late transactions, and then each actor."""

FIRST_ACTOR = 3


class Step(NamedTuple):
    """An actor "does" its next part, or its line "breaks"; a late transaction "arrives"; or time
    "passes". `which` of them, as they stand in the state.
    """

    what: str
    which: int = 0


class Numbered(Generic[T]):
    """Things, and a number for each."""

    def __init__(self) -> None:
        self.things: list[T] = []
        self._numbers: dict[object, int] = {}

    def of(self, thing: T, *, key: object = None) -> int:
        number = self._numbers.setdefault(thing if key is None else key, len(self.things))
        if number == len(self.things):
            self.things.append(thing)
        return number


class World:
    """A scenario, with the guards that are in place."""

    def __init__(self, scenario: Scenario, *, guards: Guards = ALL) -> None:
        self.scenario = scenario
        self.moves = Moves(scenario, guards=guards)
        self.spaces: Numbered[Keyspace] = Numbered()
        self.actors: Numbered[Actor] = Numbered()
        self.lates: Numbered[tuple[Late, ...]] = Numbered()
        self.events: set[Event] = set()
        self._does = [Step("does", who) for who in range(len(scenario.processes))]
        self._own = cache(self._own)
        self._could = cache(self._could)
        self._broken = cache(self._broken)
        self._arrived = cache(self._arrived)
        self._later = cache(self._later)
        self._noticed = cache(self._noticed)
        self._lates_noticed = cache(self._lates_noticed)

    def beginning(self) -> State:
        space = Keyspace(BEGINNING)
        given = self.scenario.given.groups if self.scenario.given else ()
        first = opening(self.scenario.units, cooldown_seconds=self.scenario.cooldown_seconds)
        for group in ((first,), *given):
            _, space = self.moves.alone(space, group)
        actors = (self.actors.of(Actor(n)) for n in range(len(self.scenario.processes)))
        return (self._number(space), self.scenario.breaks, self.lates.of(()), *actors)

    def steps(self, state: State) -> Iterator[tuple[Step, State]]:
        """All that may happen next, and what is then."""
        space, breaks, lates, *actors = state
        for who, actor in enumerate(actors):
            at = FIRST_ACTOR + who
            for own, after, touched in self._own(actor, space):
                then = (*state[:at], own, *state[at + 1 :])
                yield self._does[who], self._changed(then, after, touched, by=who)
            if breaks and (broken := self._broken(actor, lates)):
                own, more = broken
                then = (space, breaks - 1, more, *state[FIRST_ACTOR:at], own, *state[at + 1 :])
                yield Step("breaks", who), then
        for which, (rest, after, touched) in enumerate(self._arrived(lates, space)):
            then = (space, breaks, rest, *actors)
            yield Step("arrives", which), self._changed(then, after, touched)
        for after, touched in self._later(space):
            yield Step("passes"), self._changed(state, after, touched)

    def _changed(self, state: State, after: int, touched: Touched, *, by: int = -1) -> State:
        """The state, once the keyspace is `after`, and everybody but who did it has noticed."""
        space, breaks, lates, *actors = state
        if after == space and not touched:
            return state
        noticed = [
            one if n == by else self._noticed(one, touched, after) for n, one in enumerate(actors)
        ]
        return (after, breaks, self._lates_noticed(lates, touched), *noticed)

    def _number(self, space: Keyspace) -> int:
        return self.spaces.of(space, key=space.frozen())

    def _own(self, number: int, space_number: int) -> list[tuple[int, int, Touched]]:
        actor, space = self.actors.things[number], self.spaces.things[space_number]
        if self.moves.is_done(actor):
            return []
        if not actor.could:
            actor = replace(actor, could=self._could(actor.number, actor.at, space_number))
        moves = self.moves.own(actor, space)
        self.events.update(move.event for move in moves if move.event)
        return [(self.actors.of(one.actor), self._number(one.space), one.touched) for one in moves]

    def _could(self, process: int, at: int, space: int) -> frozenset[tuple[int, str]]:
        """How the process would be refused now, were it alone."""
        group = self.scenario.processes[process].groups[at]
        outcomes, _ = self.moves.alone(self.spaces.things[space], group)
        return refusals(outcomes)

    def _broken(self, number: int, lates: int) -> tuple[int, int] | None:
        actor = self.actors.things[number]
        if not actor.could:
            return None
        own, late = self.moves.broken(actor)
        under_way = self.lates.things[lates]
        return self.actors.of(own), self.lates.of((*under_way, late) if late else under_way)

    def _arrived(self, lates: int, space: int) -> list[tuple[int, int, Touched]]:
        """For each: those that are left, the keyspace then, and what has changed."""
        under_way = self.lates.things[lates]
        found = []
        for n, late in enumerate(under_way):
            answer, after, touched = self.moves.arrived(late, self.spaces.things[space])
            self.events.add(Event.LATE_NIL if answer is None else Event.LATE_DONE)
            rest = self.lates.of((*under_way[:n], *under_way[n + 1 :]))
            found.append((rest, self._number(after), touched))
        return found

    def _later(self, space: int) -> list[tuple[int, Touched]]:
        """The keyspace at the next moment, and the keys that have ended by then."""
        now = self.spaces.things[space].now - BEGINNING
        later = [moment for moment in self.scenario.moments if moment > now]
        if not later:
            return []
        after = self.spaces.things[space].copy()
        touched = after.pass_time(until=BEGINNING + later[0])
        return [(self._number(after), touched)]

    def _noticed(self, number: int, touched: Touched, space: int) -> int:
        """The actor, after somebody has changed these keys."""
        actor = self.actors.things[number]
        if not actor.could:
            return self.actors.of(replace(actor, line=actor.line.noticed(touched)))
        could = actor.could | self._could(actor.number, actor.at, space)
        return self.actors.of(replace(actor, line=actor.line.noticed(touched), could=could))

    def _lates_noticed(self, lates: int, touched: Touched) -> int:
        under_way = self.lates.things[lates]
        return self.lates.of(
            tuple(replace(late, line=late.line.noticed(touched)) for late in under_way)
        )
