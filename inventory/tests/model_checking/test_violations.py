"""Each check can fail: what is wrong with the keys, or with a word, is seen."""

from dataclasses import replace

import pytest

from inventory import keys
from inventory.errors import (
    HoldExpired,
    OutOfStock,
    PurchaseLimit,
    ReservationContention,
    StockUnavailable,
)
from inventory.records import Hold
from inventory.requests import Request
from inventory.tests.asking import claim, reserve, unclaim
from inventory.tests.model_checking.actors import Actor, Answer, Told, refusals, told_of
from inventory.tests.model_checking.cast import ANN_HOLDS_ONE, SWEEP
from inventory.tests.model_checking.keyspace import Keyspace
from inventory.tests.model_checking.promises import Promises
from inventory.tests.model_checking.records import records_of, wrong_records
from inventory.tests.model_checking.scenarios import BEGINNING, HOLD_MS, Scenario, process
from inventory.tests.model_checking.search import A_DAY_MS, Judge
from inventory.tests.model_checking.talking import POOL
from inventory.tests.model_checking.violations import Violation
from inventory.tests.model_checking.world import World

HOLD = '{"units":1,"token":"token of ann","expires_at":%d}'
CLAIM = (
    '{"buyer":"bob","units":%d,"token":"t","expires_at":' + str(BEGINNING) + ',"state":"claimed"}'
)
LATER = BEGINNING + HOLD_MS
TTL_OF_ANN = keys.ttl(POOL, "ann")
A_CLAIM = (
    "XADD", keys.ledger(POOL), "*", "write", "w", "kind", "claim", "units", 2, "from", "held",
    "to", "claimed", "epoch", 1, "buyer", "bob", "order", "o2",
)  # fmt: skip

WRONG_KEYS: dict[str, tuple[list[tuple], Violation | None]] = {
    "nothing": ([], None),
    "more is claimed than there is": (
        [("HSET", keys.orders(POOL), "o2", CLAIM % 2)], Violation.OVERSELL,
    ),
    "less than nothing is free": (
        [("HSET", keys.pool(POOL), "available", -1, "sold", 2)], Violation.OVERSELL,
    ),
    "a unit is nowhere": ([("HSET", keys.pool(POOL), "available", 0)], Violation.LOST_UNITS),
    "the expiry is missing": ([("ZREM", keys.expiry(POOL), "ann")], Violation.APART),
    "the expiry is another": ([("ZADD", keys.expiry(POOL), LATER + 1, "ann")], Violation.APART),
    "the TTL key is missing": ([("DEL", TTL_OF_ANN)], Violation.APART),
    "the TTL key is another's": (
        [("SET", TTL_OF_ANN, "token of bob", "PXAT", LATER)], Violation.APART,
    ),
    "a TTL key has no hold": (
        [("SET", keys.ttl(POOL, "bob"), "token", "PXAT", LATER)], Violation.APART,
    ),
    "the ledger has a movement too much": (
        [("HSET", keys.orders(POOL), "o2", CLAIM % 0), A_CLAIM], Violation.BOOKS,
    ),
    "a buyer has bought what nobody sold": (
        [("HSET", keys.bought(POOL), "ann", 1)], Violation.BOOKS,
    ),
    "a pause has begun under a hold": (
        [("SET", keys.rest(POOL, "ann"), LATER, "PXAT", LATER)], Violation.HELD_IN_PAUSE,
    ),
    "a pause is over": (
        [("SET", keys.rest(POOL, "ann"), BEGINNING, "PXAT", LATER)], None,
    ),
    "nothing is claimed but a counter": (
        [("HSET", keys.pool(POOL), "available", 0, "claimed", 1)], Violation.BOOKS,
    ),
}  # fmt: skip


def ann_holds_one() -> tuple[World, Keyspace]:
    world = World(Scenario((SWEEP,), given=ANN_HOLDS_ONE))
    return world, world.spaces.things[world.beginning()[0]].copy()


@pytest.mark.parametrize("name", WRONG_KEYS)
def test_wrong_keys_are_seen(name: str) -> None:
    commands, violation = WRONG_KEYS[name]
    _, space = ann_holds_one()
    for command in commands:
        space.do(command)
    assert wrong_records(records_of(space)) is violation


@pytest.mark.parametrize(("late", "violation"), [(0, None), (1, Violation.CLAIM_AFTER_EXPIRY)])
def test_a_claim_after_the_end_is_seen(late: int, violation: Violation | None) -> None:
    world = World(
        Scenario((SWEEP,), given=process("bob", reserve("bob", 2), claim("o2", "bob", 2)))
    )
    space = world.spaces.things[world.beginning()[0]].copy()
    ledger = space.values[keys.ledger(POOL)]
    *before, (_, number, fields) = ledger
    space.values[keys.ledger(POOL)] = [*before, (LATER + late, number, fields)]
    assert wrong_records(records_of(space)) is violation


def test_a_hold_that_no_sweep_would_take_back_is_seen() -> None:
    world, space = ann_holds_one()
    never = BEGINNING + 2 * A_DAY_MS
    space.do(("HSET", keys.holds(POOL), "ann", HOLD % never))
    space.do(("ZADD", keys.expiry(POOL), never, "ann"))
    space.do(("SET", TTL_OF_ANN, "token of ann", "PXAT", never))
    assert wrong_records(records_of(space)) is None
    beginning = world.beginning()
    assert Judge(world).wrong(beginning) is None
    number = world.spaces.of(space, key=space.frozen())
    assert Judge(world).wrong((number, *beginning[1:])) is Violation.LOST_UNITS


ANNS = Hold(POOL, "ann", 1, "token of ann", LATER)
TWO = replace(ANNS, units=2)
RESERVE = replace(reserve("ann", 1), write_id="given, 1")
NEVER_MADE = replace(reserve("ann", 1), write_id="never")

WRONG_WORDS: dict[str, tuple[Request, Told, Violation | None]] = {
    "held, and it is": (RESERVE, Told(Answer.HELD, ANNS), None),
    "held, without a write": (
        NEVER_MADE, Told(Answer.HELD, ANNS), Violation.TOLD_MADE_AND_LOST,
    ),
    "held, but less": (RESERVE, Told(Answer.AS_IT_WAS, TWO), Violation.TOLD_MADE_AND_LOST),
    "refused, and it is done": (
        RESERVE, Told(Answer.REFUSED, "ReservationContention"), Violation.TOLD_LOST_AND_MADE,
    ),
    "not done, and it is": (
        RESERVE, Told(Answer.UNAVAILABLE, "StockUnavailable"), Violation.TOLD_LOST_AND_MADE,
    ),
    "nobody knows, and it is done": (RESERVE, Told(Answer.UNKNOWN, "StockUnavailable"), None),
    "claimed, and it is not": (
        claim("o1", "ann"), Told(Answer.CLAIMED, "o1"), Violation.TOLD_MADE_AND_LOST,
    ),
    "unclaimed, and nobody would know": (
        unclaim("o1"), Told(Answer.DONE, "void"), Violation.TOLD_MADE_AND_LOST,
    ),
    "a reason that never was": (
        NEVER_MADE, Told(Answer.BASELESS, "OutOfStock"), Violation.BASELESS_REFUSAL,
    ),
    "a failure": (NEVER_MADE, Told(Answer.BROKEN, "KeyError()"), Violation.BROKEN),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_WORDS)
def test_wrong_words_are_seen(name: str) -> None:
    request, told, violation = WRONG_WORDS[name]
    _, space = ann_holds_one()
    actor = Actor(0, told=(told,))
    assert Promises(frozenset()).broken(actor, (request,), records_of(space)) is violation


def test_a_refused_claim_of_an_order_that_stands_is_seen() -> None:
    given = process("ann", reserve("ann", 1), claim("o1", "ann"))
    world = World(Scenario((SWEEP,), given=given))
    records = records_of(world.spaces.things[world.beginning()[0]])
    actor = Actor(0, told=(Told(Answer.REFUSED, "HoldExpired"),))
    again = (claim("o1", "ann"),)
    assert Promises(frozenset()).broken(actor, again, records) is Violation.TOLD_LOST_AND_MADE
    assert Promises(frozenset(["o1"])).broken(actor, again, records) is None


def test_a_refusal_has_to_have_been_true_at_some_moment() -> None:
    sold_out, limit = OutOfStock(requested=1, available=0), PurchaseLimit(limit=2, taken=2)
    asked = Actor(0, could=refusals((limit,)))
    never = Actor(0, could=refusals((2,)))
    assert told_of(limit, which=0, actor=asked).answer is Answer.REFUSED
    assert told_of(sold_out, which=0, actor=asked).answer is Answer.REFUSED, "nothing to be had"
    assert told_of(limit, which=1, actor=asked).answer is Answer.BASELESS, "somebody else's reason"
    assert told_of(HoldExpired(), which=0, actor=asked).answer is Answer.BASELESS
    assert told_of(limit, which=0, actor=never).answer is Answer.BASELESS
    assert told_of(ReservationContention(), which=0, actor=never).answer is Answer.REFUSED


@pytest.mark.parametrize(
    ("in_doubt", "answer"), [(False, Answer.UNAVAILABLE), (True, Answer.UNKNOWN)]
)
def test_what_is_unavailable_is_not_done_unless_an_exec_is_in_doubt(
    in_doubt: bool, answer: Answer
) -> None:
    told = told_of(StockUnavailable(), which=0, actor=Actor(0, in_doubt=in_doubt))
    assert told.answer is answer


def test_a_failure_is_no_refusal() -> None:
    assert told_of(KeyError("x"), which=0, actor=Actor(0)).answer is Answer.BROKEN
