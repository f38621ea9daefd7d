"""The conversation with Redis in which a group of requests is decided and written. Without I/O.

It is a generator: it yields what to ask, and is sent the replies, by a shell that owns a line
(`shells/`). All requests that wait for one pool in one process go together, in two round trips:

    one    WATCH stock:{pool}, and every read
    two    MULTI … EXEC, with what the rules decided for the whole group

A race, told as a timeline (two processes, one unit):

    1. A: WATCH stock:{p}; reads available = 1
    2. B: WATCH stock:{p}; reads available = 1
    3. A: MULTI … EXEC: available = 0, version + 1
    4. B: MULTI … EXEC answers nil, because the watched key has changed: nothing was written
    5. B: reads again, in turn (`turn.py`), sees available = 0, and refuses, after an (empty) EXEC

No outcome is told before an EXEC has succeeded, not even a refusal: reads after a WATCH may be
torn, and only the EXEC says that they were not. The one exception is `_is_sold_out`.
"""

import time
from collections.abc import Generator, Sequence
from dataclasses import replace

from redis.exceptions import RedisError

from flashsale.wire import BrokenLine, Elsewhere, Replies
from inventory import lost_answers, reading, seeing, writing
from inventory.asking import Ask, Conversation, Pause, without_errors
from inventory.errors import OutOfStock, PurchaseLimit, ReservationContention, StockUnavailable
from inventory.lineup import Lineup, T
from inventory.records import Earliest, Hold, Reading
from inventory.requests import Request, Reserve
from inventory.rules import Decision, MoreHoldsNeeded, decide

ELSEWHERE_SECONDS = 0.05
"""After how long a round is played again that another server has to be asked for."""


def transact(lineup: Lineup[T]) -> Conversation:
    """Everybody who waited, up to STOCK_GROUP_SIZE, has an outcome; those who come later may join.

    Watches `stock:{pool}` and the TTL keys of holds to be paid or changed; reads and writes the
    keys of the pool that the requests need (README.md lists them by verb).

    Outcomes that any ticket may have: StockUnavailable when Redis is away or not ready, and
    ReservationContention when others were faster for STOCK_PATIENCE_SECONDS.
    """
    group: list[T] = []
    lineup.join(group)
    try:
        while group:
            try:
                yield from _see_through(lineup, group)
            except Elsewhere as error:
                _send_off_the_weary(group, because=error)
                yield Pause(ELSEWHERE_SECONDS)
                lineup.join(group)
    except (RedisError, BrokenLine) as error:
        _fail(group, because=error)
        return False
    except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
        for ticket in group:
            ticket.deliver(error)
        return False
    except BaseException as error:
        _fail(group, because=error)
        raise
    finally:
        lineup.turn.is_over()
    return True


def _fail(group: Sequence[T], *, because: BaseException) -> None:
    for ticket in group:
        unavailable = StockUnavailable()
        unavailable.__cause__ = because
        ticket.deliver(unavailable)


def _see_through(lineup: Lineup[T], group: list[T]) -> Generator[Ask | Pause, Replies, None]:
    """Everybody in the group has an outcome. Raises Elsewhere when the last round was not done."""
    if lineup.was_sold_out:
        yield from _refuse(lineup, group)
    while group and not (yield from _play(lineup, group)):
        lineup.turn.lost()
        _send_off_the_weary(group)
        lineup.join(group)


def _play(lineup: Lineup[T], group: list[T]) -> Generator[Ask | Pause, Replies, bool]:
    """Whether the round was won: the group's outcomes are true, written and told."""
    pool_id, turn = lineup.pool_id, lineup.turn
    seen = yield from seeing.read_in_turn(lineup, group)
    requests = [ticket.request for ticket in group]
    seen, decision = yield from _decide(seen, requests)
    lineup.was_sold_out = _is_sold_out(seen, requests, decision)
    if lineup.was_sold_out:
        if handing_over := turn.pass_on():
            yield Ask(handing_over)
    else:
        commands = writing.transaction(seen, decision.writes, also=turn.pass_on())
        try:
            is_won = _was_committed((yield Ask(commands)))
        except BrokenLine:
            is_won = yield from _was_written(pool_id, decision, seen)
        if not is_won:
            return False
    _tell(group, decision)
    return True


def _refuse(lineup: Lineup[T], group: list[T]) -> Generator[Ask | Pause, Replies, None]:
    """The group is refused, by reads alone, where the pool is as sold out as it was."""
    requests = [ticket.request for ticket in group]
    if not _are_all_reserves(requests):
        return
    buyers = reading.plan(lineup.pool_id, requests).buyers
    replies = yield Ask(reading.sold_out_commands(lineup.pool_id, buyers))
    seen = reading.parse_sold_out(lineup.pool_id, buyers, without_errors(replies))
    if seen.pool is None or seen.pool.available or seen.pool.held:
        return
    decision = decide(seen, requests)
    if _is_sold_out(seen, requests, decision):
        _tell(group, decision)


def _tell(group: list[T], decision: Decision) -> None:
    for ticket, outcome in zip(group, decision.outcomes, strict=True):
        ticket.deliver(outcome)
    group.clear()


def _decide(
    seen: Reading, requests: Sequence[Request]
) -> Generator[Ask | Pause, Replies, tuple[Reading, Decision]]:
    """The decision, after as many more reads under the same WATCH as it takes."""
    while True:
        try:
            return seen, decide(seen, requests)
        except MoreHoldsNeeded as needed:
            wanted = needed
        seen = yield from _read_earliest(seen, until=wanted.until, limit=wanted.limit)


def _read_earliest(
    seen: Reading, *, until: int | None, limit: int
) -> Generator[Ask | Pause, Replies, Reading]:
    """`seen`, and the holds that end first; where it is all of them, also which can be paid."""
    pool_id = seen.pool_id
    replies = yield Ask([reading.earliest_command(pool_id, until=until, limit=limit)])
    buyers = [name.decode() for name in without_errors(replies)[0]]
    holds: dict[str, Hold] = {}
    live = seen.live
    if buyers:
        asked = [reading.holds_command(pool_id, buyers)]
        if until is None:
            asked.append(reading.payable_command(pool_id, buyers))
        found, *tokens = without_errors((yield Ask(asked)))
        holds = reading.parse_holds(pool_id, buyers, found)
        live = live.union(*(reading.parse_payable(buyers, holds, reply) for reply in tokens))
    earliest = Earliest(until, limit, tuple(holds.values()))
    return replace(seen, earliest=earliest, holds={**holds, **seen.holds}, live=live)


def _was_written(
    pool_id: str, decision: Decision, seen: Reading
) -> Generator[Ask | Pause, Replies, bool]:
    """Whether the round was won, by the fence. Where no server can tell, nobody knows."""
    try:
        return (
            yield from lost_answers.was_written(pool_id, decision.writes.movements, since=seen.now)
        )
    except Elsewhere as error:
        raise BrokenLine(str(error)) from error


def _is_sold_out(seen: Reading, requests: Sequence[Request], decision: Decision) -> bool:
    """All are reserves, refused because nothing is free and nothing is held.

    That is read by one HMGET, which is never torn: at that moment no request could have got
    anything, whatever the EXEC would say. So it isn't asked.
    """
    pool = seen.pool
    return (
        pool is not None
        and not (pool.available or pool.held or decision.writes)
        and _are_all_reserves(requests)
        and all(isinstance(told, OutOfStock | PurchaseLimit) for told in decision.outcomes)
    )


def _are_all_reserves(requests: Sequence[Request]) -> bool:
    return all(type(request) is Reserve for request in requests)


def _was_committed(replies: Replies) -> bool:
    """Whether the EXEC was done; False where a watched key had changed since."""
    results = without_errors(replies)[-1]
    if results is None:
        return False
    without_errors(results)
    return True


def _send_off_the_weary(group: list[T], *, because: Elsewhere | None = None) -> None:
    """Who has waited for STOCK_PATIENCE_SECONDS is told why, and left out of the next round."""
    now = time.monotonic()
    weary = [ticket for ticket in group if ticket.give_up_at < now]
    for ticket in weary:
        group.remove(ticket)
    if because is not None:
        _fail(weary, because=because)
        return
    for ticket in weary:
        ticket.deliver(ReservationContention())
