"""What one process may do next, and what is then. Steps of others come in between (`world.py`)."""

from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from flashsale.wire import Command
from inventory.requests import Request
from inventory.rules import Outcome
from inventory.tests.model_checking.actors import Actor, Answer, Late, told_of
from inventory.tests.model_checking.keyspace import Keyspace, Touched
from inventory.tests.model_checking.lines import NEW_LINE, Line, ask
from inventory.tests.model_checking.scenarios import Guards, Scenario
from inventory.tests.model_checking.talking import Heard, Start, Talk, talk


class Event(StrEnum):
    """What has to have happened in a search that is worth its name."""

    NIL = "a transaction was aborted"
    LATE_NIL = "a transaction arrived late, and did nothing"
    LATE_DONE = "a transaction arrived late, and was done"
    FOUND = "the fence found what was done"
    NOT_FOUND = "the fence found nothing"
    TOO_LATE = "the fence came too late to judge"


class Move(NamedTuple):
    """The actor and the keyspace after it; the keys that have changed."""

    actor: Actor
    space: Keyspace
    touched: Touched
    event: Event | None = None


class Exchange(NamedTuple):
    """Commands that nobody came between, what the actor hears, and what is then.

    `answer` is what Redis said to the last one, whatever the actor hears.
    """

    commands: tuple[Command, ...]
    answer: Any
    replies: tuple[Any, ...]
    line: Line
    space: Keyspace
    touched: Touched


class Moves:
    """The moves in a scenario, with the guards that are in place."""

    def __init__(self, scenario: Scenario, *, guards: Guards) -> None:
        self._processes = scenario.processes
        self._guards = guards
        self._talk = cache(talk)

    def alone(
        self, space: Keyspace, group: tuple[Request, ...]
    ) -> tuple[tuple[Outcome, ...], Keyspace]:
        """What the group is told if nobody comes between, and the keyspace then."""
        changed = space.copy()
        heard: tuple[Heard, ...] = ()
        line = NEW_LINE
        while not (said := self._talk(Start(group), heard)).outcomes:
            replies, line, _ = ask(changed, line, said.commands)
            heard = (*heard, Heard(replies))
        return said.outcomes, changed

    def own(self, actor: Actor, space: Keyspace) -> list[Move]:
        """The next part of what the actor asks is done, and it hears so.

        There are two ways to go on where its patience may be over.
        """
        said, heard = self.next_ask(actor), self.hears(actor, space)
        replies = actor.replies + heard.replies
        actor = replace(actor, line=heard.line, replies=replies)
        if len(replies) < len(said.commands):
            return [Move(actor, heard.space, heard.touched)]
        is_exec = ("EXEC",) in heard.commands
        event = Event.NIL if is_exec and heard.answer is None else None
        if said.is_anew:
            actor = replace(actor, in_doubt=False)
            event = _judged(actor, self._after(actor, Heard(replies)))
        moods = (False, True) if is_exec or said.is_anew else (False,)
        after = dict.fromkeys(self._after(actor, Heard(replies, mood)) for mood in moods)
        return [Move(one, heard.space, heard.touched, event) for one in after]

    def hears(self, actor: Actor, space: Keyspace) -> Exchange:
        """What it hears to the next part of what it asks."""
        part = self.next_part(actor)
        changed = space.copy()
        replies, line, touched = ask(changed, self._line(actor), part)
        answer = replies[-1]
        if part[-1] == ("EXEC",):
            heard = self._guards.hears(answer, is_empty=len(part) == 2)
            replies = (*replies[:-1], heard)
        return Exchange(part, answer, replies, line, changed, touched)

    def broken(self, actor: Actor) -> tuple[Actor, Late | None]:
        """The actor's line breaks; what it was about to send may be under way."""
        part = self.next_part(actor)
        late = None
        if ("EXEC",) in part:
            late = Late(actor.number, part, self._line(actor))
            actor = replace(actor, in_doubt=True)
        return self._after(replace(actor, line=NEW_LINE), Heard(None)), late

    def arrived(self, late: Late, space: Keyspace) -> tuple[Any, Keyspace, Touched]:
        """What Redis says to the late transaction, which nobody hears; and what is then."""
        changed = space.copy()
        replies, _, touched = ask(changed, late.line, late.commands)
        return replies[-1], changed, touched

    def requests(self, actor: Actor) -> tuple[Request, ...]:
        """All that the actor asks, in the order in which it is answered."""
        return tuple(one for group in self._processes[actor.number].groups for one in group)

    def is_done(self, actor: Actor) -> bool:
        return actor.at == len(self._processes[actor.number].groups)

    def next_ask(self, actor: Actor) -> Talk:
        return self._talk(self._start(actor), actor.heard)

    def next_part(self, actor: Actor) -> tuple[Command, ...]:
        """The next commands that are one step: one that others notice, or a transaction; and
        before it what nobody notices.
        """
        said = self.next_ask(actor)
        commands = self._guards.applied(said.commands, is_anew=said.is_anew)[len(actor.replies) :]
        for end, command in enumerate(commands, 1):
            is_open = ("MULTI",) in commands[:end] and command != ("EXEC",)
            if not (is_open or command == ("UNWATCH",)):
                return commands[:end]
        return commands

    def _group(self, actor: Actor) -> tuple[Request, ...]:
        return self._processes[actor.number].groups[actor.at]

    def _start(self, actor: Actor) -> Start:
        return Start(self._group(actor), actor.is_remembered, actor.was_sold_out)

    def _line(self, actor: Actor) -> Line:
        """On which it asks: a new one, if it has to be."""
        return NEW_LINE if self.next_ask(actor).is_anew and not actor.replies else actor.line

    def _after(self, actor: Actor, heard: Heard) -> Actor:
        """The actor, once it has heard all replies to its ask, or that the line broke."""
        actor = replace(actor, heard=(*actor.heard, heard), replies=())
        said = self.next_ask(actor)
        if said.outcomes:
            return self._told(actor, said)
        if said.lost:
            return replace(actor, heard=(), is_remembered=True, was_sold_out=False)
        return actor

    def _told(self, actor: Actor, said: Talk) -> Actor:
        """The actor, once its group has been told its outcomes: it goes on to the next."""
        told = (told_of(one, which=n, actor=actor) for n, one in enumerate(said.outcomes))
        after = Actor(
            actor.number, actor.at + 1, was_sold_out=said.was_sold_out, line=actor.line,
            told=(*actor.told, *told),
        )  # fmt: skip
        if self.is_done(after):
            return replace(after, was_sold_out=False, line=NEW_LINE)
        return after


def _judged(before: Actor, after: Actor) -> Event:
    """What the fence has found, by what its actor did then."""
    if after.at == before.at:
        return Event.NOT_FOUND
    return Event.TOO_LATE if after.told[-1].answer is Answer.UNAVAILABLE else Event.FOUND
