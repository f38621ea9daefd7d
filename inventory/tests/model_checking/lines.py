"""WATCH, MULTI and EXEC on the lines to a Redis in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flashsale.wire import Command
from inventory.tests.model_checking.keyspace import UNTOUCHED, Keyspace, Touched


@dataclass(frozen=True, slots=True)
class Line:
    """What a Redis knows of one connection. `is_dirty`: a watched key has changed since."""

    watched: Touched = UNTOUCHED
    is_dirty: bool = False
    queued: tuple[Command, ...] | None = None

    def noticed(self, touched: Touched) -> "Line":
        """The line, after somebody (itself, too) has changed these keys."""
        if self.is_dirty or self.watched.isdisjoint(touched):
            return self
        return replace(self, is_dirty=True)


NEW_LINE = Line()


def say(space: Keyspace, line: Line, command: Command) -> tuple[Any, Line, Touched]:
    """The reply; the line as it is then; the keys that have changed, for the other lines."""
    name = command[0]
    if name == "EXEC":
        return _exec(space, line)
    if line.queued is not None:
        return b"QUEUED", replace(line, queued=(*line.queued, command)), UNTOUCHED
    if name == "MULTI":
        return b"OK", replace(line, queued=()), UNTOUCHED
    if name == "WATCH":
        watched = line.watched.union(str(key) for key in command[1:])
        return b"OK", replace(line, watched=watched), UNTOUCHED
    if name == "UNWATCH":
        return b"OK", NEW_LINE, UNTOUCHED
    reply, touched = space.do(command)
    return reply, line.noticed(touched), touched


def ask(
    space: Keyspace, line: Line, commands: Sequence[Command]
) -> tuple[tuple[Any, ...], Line, Touched]:
    """What `say` says of all of them, one after the other, with nobody between them."""
    replies: list[Any] = []
    touched = UNTOUCHED
    for command in commands:
        reply, line, changed = say(space, line, command)
        replies.append(reply)
        touched |= changed
    return tuple(replies), line, touched


def _exec(space: Keyspace, line: Line) -> tuple[Any, Line, Touched]:
    if line.is_dirty:
        return None, NEW_LINE, UNTOUCHED
    replies, touched = [], UNTOUCHED
    for command in line.queued or ():
        reply, changed = space.do(command)
        replies.append(reply)
        touched |= changed
    return tuple(replies), NEW_LINE, touched
