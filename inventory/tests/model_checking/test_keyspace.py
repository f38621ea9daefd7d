"""The Redis in memory says what the real server says, whatever is said on two lines."""

import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from flashsale.wire import BlockingLine, Command
from inventory.reading import milliseconds
from inventory.tests import given
from inventory.tests.model_checking.keyspace import Keyspace
from inventory.tests.model_checking.lines import Line, say

FAR = 10_000_000
NAMES = ("ann", "bob")
LENGTH_OF_SECONDS = 10


class Both:
    """Two lines to the real server, and two to the one in memory."""

    def __init__(self) -> None:
        self.lines: list[BlockingLine] = [given.a_line(), given.a_line()]
        self.space = Keyspace(given.now())
        self.model_lines = [Line(), Line()]
        self.said: list[tuple[int, Command, object]] = []
        self.differences: list[tuple[object, ...]] = []

    def say(self, which: int, command: Command) -> object:
        """What the real one says; `differences` has what the other one says instead."""
        real = _comparable(self.lines[which].ask([command])[0])
        reply, line, touched = say(self.space, self.model_lines[which], command)
        self.model_lines[which] = line
        self.model_lines = [one.noticed(touched) for one in self.model_lines]
        if command == ("EXEC",):
            self.model_lines[which] = Line()
        self.said.append((which, command, real))
        if (ours := _comparable(reply)) != real:
            self.differences.append((*self.said, ours))
        return real

    def check(self) -> None:
        """Both have said the same."""
        assert not self.differences, "\n".join(map(str, self.differences[0]))

    def close(self) -> None:
        for line in self.lines:
            line.close()


@pytest.fixture
def both() -> Iterator[Both]:
    both = Both()
    yield both
    both.check()
    both.close()


def _comparable(reply: Any) -> object:
    """The reply, without what depends on the moment: the time, and the ids of entries."""
    if isinstance(reply, list | tuple):
        if len(reply) == 2 and isinstance(reply[0], bytes) and len(reply[0]) == LENGTH_OF_SECONDS:
            return "time"
        return [_comparable(one) for one in reply]
    if isinstance(reply, bytes) and b"-" in reply:
        return "id"
    return reply


def _a_command(lots: Random, key: Callable[[str], str], *, now: int) -> Command:
    string = key(lots.choice(["string 1", "string 2"]))
    hashed, scored, stream = key("hash"), key("scored"), key("stream")
    name, number = lots.choice(NAMES), lots.randrange(3)
    return lots.choice(
        [
            ("GET", string),
            ("MGET", key("string 1"), key("string 2")),
            ("EXISTS", string, hashed),
            ("DEL", string, lots.choice([hashed, scored, stream])),
            ("DEL", string),
            ("SET", string, number),
            ("SET", string, number, "PXAT", now + FAR),
            ("SET", string, number, "PXAT", now - FAR),
            ("SET", string, number, "PX", FAR),
            ("HSET", hashed, name, number),
            ("HSET", hashed, "ann", number, "bob", number),
            ("HINCRBY", hashed, name, number),
            ("HDEL", hashed, name),
            ("HDEL", hashed, *NAMES),
            ("HMGET", hashed, *NAMES),
            ("ZADD", scored, number, name),
            ("ZADD", scored, number, "ann", number, "bob"),
            ("ZREM", scored, name),
            ("ZREM", scored, *NAMES),
            ("ZRANGEBYSCORE", scored, "-inf", number, "LIMIT", 0, 1),
            ("ZRANGEBYSCORE", scored, "-inf", "+inf", "LIMIT", 0, 500),
            ("XADD", stream, "*", "write", number),
            ("XRANGE", stream, "-", "+"),
            ("TIME",),
        ]
    )


def _talks(both: Both, lots: Random, key: Callable[[str], str], *, commands: int) -> None:
    """Both lines say this many commands in any order, with what they watch and queue."""
    kinds = ("string 1", "string 2", "hash", "scored", "stream")
    for _ in range(commands):
        which = lots.randrange(2)
        is_open = both.model_lines[which].queued is not None
        dice = lots.random()
        if dice < 0.2:
            both.say(which, ("EXEC",) if is_open else ("MULTI",))
        elif dice < 0.35 and not is_open:
            both.say(which, ("WATCH", *(key(one) for one in lots.sample(kinds, 2))))
        elif dice < 0.37 and not is_open:
            both.say(which, ("UNWATCH",))
        else:
            both.say(which, _a_command(lots, key, now=both.space.now))


def test_any_commands_on_two_lines(both: Both) -> None:
    for seed in range(60):
        lots = Random(seed)
        _talks(both, lots, lambda name, seed=seed: f"{seed} {name}", commands=60)
        for which in (0, 1):
            if both.model_lines[which].queued is not None:
                both.say(which, ("EXEC",))
            both.say(which, ("UNWATCH",))
    answers = [real for _, command, real in both.said if command == ("EXEC",)]
    assert answers.count(None) > 50, "transactions were aborted"
    assert sum(bool(one) for one in answers) > 50, "transactions were done"


def _until_it_ends(both: Both, lots: Random, key: Callable[[str], str], *, ms: int) -> bool:
    """Both lines have talked, and what they had put for so long has ended; False: it took longer.

    They watch before, in the middle, and after it.
    """
    end = given.now() + ms
    both.space.now = end - ms
    both.say(0, ("SET", key("string 1"), "x", "PXAT", end))
    if lots.random() < 0.5:
        both.say(1, ("SET", key("string 2"), "x", "PXAT", end))
    _talks(both, lots, key, commands=12)
    if given.now() >= end:
        return False
    both.check()
    time.sleep((ms + 2) / 1_000)
    touched = both.space.pass_time(until=given.now())
    both.model_lines = [line.noticed(touched) for line in both.model_lines]
    _talks(both, lots, key, commands=12)
    both.check()
    return True


def test_keys_that_end_in_the_middle() -> None:
    seeds = iter(range(1_000))
    said: list[object] = []
    done = 0
    while done < 25:
        seed = next(seeds)
        both = Both()
        done += _until_it_ends(both, Random(seed), lambda name, s=seed: f"end {s} {name}", ms=30)
        said += [real for _, command, real in both.said if command == ("EXEC",)]
        both.close()
    assert said.count(None) > 5, "transactions were aborted"


def test_a_transaction_that_watches_a_key_which_ended_is_aborted(both: Both) -> None:
    while True:
        end = given.now() + 20
        both.say(0, ("SET", "it", "x", "PXAT", end))
        both.say(1, ("WATCH", "it"))
        if given.now() < end:
            break
        both.say(1, ("UNWATCH",))
    time.sleep(0.025)
    touched = both.space.pass_time(until=end + 1)
    assert touched == {"it"}
    both.model_lines = [line.noticed(touched) for line in both.model_lines]
    both.say(1, ("MULTI",))
    assert both.say(1, ("EXEC",)) is None


def test_a_key_lives_through_the_millisecond_in_which_it_ends() -> None:
    seen = set()
    line = given.a_line()
    while 0 not in {after for after, _ in seen}:
        end = given.now() + 3
        line.ask([("SET", "it", "x", "PXAT", end)])
        now = 0
        while now <= end:
            replies = line.ask([("TIME",), ("EXISTS", "it"), ("TIME",)])
            now = milliseconds(replies[2])
            if milliseconds(replies[0]) == now:
                seen.add((now - end, replies[1]))
    assert (0, 1) in seen
    assert (0, 0) not in seen
    line.close()
    space = Keyspace(0)
    space.do(("SET", "it", "x", "PXAT", 7))
    assert space.pass_time(until=7) == frozenset()
    assert space.pass_time(until=8) == {"it"}


def test_the_ledger_is_read_from_a_millisecond_on(both: Both) -> None:
    both.say(0, ("XADD", "ledger", "*", "write", 1))
    time.sleep(0.002)
    both.space.now = since = given.now()
    both.say(0, ("XADD", "ledger", "*", "write", 2))
    both.say(0, ("XADD", "ledger", "*", "write", 3))
    assert both.say(1, ("XRANGE", "ledger", since, "+")) == [
        ["id", [b"write", b"2"]], ["id", [b"write", b"3"]],
    ]  # fmt: skip
