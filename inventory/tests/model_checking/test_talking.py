"""What is explored is what runs: the model asks what the shell asks, and forgets nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from flashsale.wire import BlockingLine, Command, Replies
from inventory import api
from inventory.requests import Request
from inventory.shells.threads import ThreadShell
from inventory.tests import given
from inventory.tests.asking import claim, reserve, said, unclaim
from inventory.tests.books import read_books
from inventory.tests.model_checking.keyspace import Keyspace
from inventory.tests.model_checking.lines import Line, ask
from inventory.tests.model_checking.records import records_of
from inventory.tests.model_checking.scenarios import BEGINNING, HOLD_MS, opening, sweep
from inventory.tests.model_checking.talking import POOL, Heard, Start, talk

DAY_OF_AN_ORDER: tuple[Request, ...] = (
    reserve("ann", 2),
    reserve("bob", 1),
    claim("o1", "ann", 2),
    claim("o1", "ann", 2),
    unclaim("o1"),
    unclaim("o2"),
    claim("o2", "ann", 2),
    sweep(),
)


def asks(start: Start, space: Keyspace, *, heard: tuple[Heard, ...] = ()) -> Iterator[Heard]:
    """What the conversation hears to its end, with nobody between."""
    line = Line()
    while not (next_one := talk(start, heard)).outcomes:
        replies, line, _ = ask(space, line, next_one.commands)
        heard = (*heard, Heard(replies))
        yield heard[-1]


def outcome(start: Start, space: Keyspace) -> object:
    heard = tuple(asks(start, space))
    return said(talk(start, heard).outcomes[0])


def an_open_pool() -> Keyspace:
    space = Keyspace(BEGINNING)
    outcome(Start((opening(2),)), space)
    return space


def shape(commands: Sequence[Command]) -> list[Command]:
    """Names and keys, without the list of a buyer's pools."""
    short = [command[:2] for command in commands]
    return [one for one in short if not str(one[-1]).startswith("buyer:")]


def test_the_shell_asks_the_real_server_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    real: list[list[Command]] = []
    ask_really = BlockingLine.ask

    def noted(line: BlockingLine, commands: Sequence[Command]) -> Replies:
        real.append(shape(commands))
        return ask_really(line, commands)

    api.open_pool(
        POOL, units=2, per_buyer_limit=2, hold_seconds=60, opens_at=given.now(), closes_at=None
    )
    monkeypatch.setattr(BlockingLine, "ask", noted)
    shell, space = ThreadShell(), an_open_pool()
    for request in DAY_OF_AN_ORDER:
        real.clear()
        start = Start((request,))
        (told,) = shell.execute(POOL, [request])
        heard = tuple(asks(start, space))
        model = [shape(talk(start, heard[:n]).commands) for n in range(len(heard))]
        assert [one for one in model if one] == [one for one in real if one]
        assert type(talk(start, heard).outcomes[0]) is type(told)
        books, records = read_books(POOL), records_of(space)
        assert replace(books.pool, hold_seconds=1, opens_at=BEGINNING) == records.pool
        assert books.bought == records.bought
        assert list(books.movements[1:]) == [made for _, made in records.movements[1:]]


@pytest.mark.parametrize("request_", DAY_OF_AN_ORDER, ids=lambda one: type(one).__name__)
def test_a_round_that_was_lost_leaves_nothing_behind(request_: Request) -> None:
    """So the model goes on from the beginning of a round, as if none had been lost before."""
    space = an_open_pool()
    for earlier in DAY_OF_AN_ORDER[: DAY_OF_AN_ORDER.index(request_)]:
        outcome(Start((earlier,)), space)
    start = Start((request_,))
    round_one = tuple(asks(start, space.copy()))
    nil = Heard((*round_one[-1].replies[:-1], None))
    lost = (*round_one[:-1], nil)
    assert talk(start, lost).lost
    anew = Start((request_,), is_remembered=True)
    heard = tuple(asks(anew, space))
    assert len(heard) == len(round_one)
    for n in range(len(heard) + 1):
        long, short = talk(start, (*lost, *heard[:n])), talk(anew, heard[:n])
        assert (long.commands, long.is_anew) == (short.commands, short.is_anew)
        assert [said(one) for one in long.outcomes] == [said(one) for one in short.outcomes]


def test_whoever_is_weary_is_sent_off_after_a_lost_round() -> None:
    start, space = Start((reserve("ann", 2),)), an_open_pool()
    heard = tuple(asks(start, space))
    nil = Heard((*heard[-1].replies[:-1], None), is_weary=True)
    (told,) = talk(start, (*heard[:-1], nil)).outcomes
    assert isinstance(told, api.ReservationContention)


def test_a_broken_line_is_followed_by_the_fence() -> None:
    start, space = Start((reserve("ann", 2),)), an_open_pool()
    heard = tuple(asks(start, space))
    fence = talk(start, (*heard[:-1], Heard(None)))
    assert fence.is_anew
    assert ("HINCRBY", "stock:{pool}", "version", 1) in fence.commands
    replies, _, touched = ask(space, Line(), fence.commands)
    assert "stock:{pool}" in touched
    (told,) = talk(start, (*heard[:-1], Heard(None), Heard(replies))).outcomes
    assert told.hold.expires_at == BEGINNING + HOLD_MS
