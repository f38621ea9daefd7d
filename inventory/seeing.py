"""The first round trip of a conversation: WATCH and the reads, in turn where others compete."""

from collections.abc import Generator, Sequence

from django.conf import settings

from flashsale.wire import Command, Replies
from inventory import reading, writing
from inventory.asking import Ask, Pause, without_errors
from inventory.lineup import Lineup, T
from inventory.reading import ReadPlan
from inventory.records import Reading
from inventory.requests import Reserve

FORGET_WATCHES: Command = ("UNWATCH",)
"""Said first: the line may come from somebody who watched and had nothing to write."""


def read_in_turn(lineup: Lineup[T], group: list[T]) -> Generator[Ask | Pause, Replies, Reading]:
    """What the group has to know; where it waited for its turn, so do those who came meanwhile."""
    turn, is_ours = lineup.turn, False
    while not is_ours:
        if turn.is_to_be_waited_for:
            yield Pause(settings.STOCK_GROUP_WAIT_SECONDS)
            lineup.join(group)
        asks = turn.ask()
        heard, plan, replies = yield from _read(lineup, group, ahead=[FORGET_WATCHES, *asks])
        is_ours = not asks or turn.hear(heard[1:])
    seen = reading.parse(plan, replies)
    if asks and (newcomers := lineup.join(group)):
        _, plan, replies = yield from _read(lineup, newcomers, ahead=())
        seen = reading.joined(seen, reading.parse(plan, replies))
    return (yield from _read_claims_buyers(seen))


def _read(
    lineup: Lineup[T], tickets: Sequence[T], *, ahead: Sequence[Command]
) -> Generator[Ask | Pause, Replies, tuple[Replies, ReadPlan, Replies]]:
    """What was said to the commands ahead, and to the plan's, but for its WATCH.

    The carts of those who reserve will look into this pool from now on: it is written before any
    hold.
    """
    buyers = [
        ticket.request.buyer
        for ticket in tickets
        if isinstance(ticket.request, Reserve) and not ticket.is_remembered
    ]
    first = [part for buyer in buyers for part in writing.remember_pool(buyer, lineup.pool_id)]
    plan = reading.plan(lineup.pool_id, [ticket.request for ticket in tickets])
    replies = yield Ask([*ahead, *reading.watch_and_read(plan)], first=first)
    for ticket in tickets:
        ticket.is_remembered = True
    count = len(ahead)
    return replies[:count], plan, without_errors(replies[count:])[1:]


def _read_claims_buyers(seen: Reading) -> Generator[Ask | Pause, Replies, Reading]:
    """`seen`, with the holds of those whose claims an unclaim or restock may undo."""
    buyers = reading.buyers_of_claims(seen)
    if not buyers:
        return seen
    replies = yield Ask(reading.claims_buyer_commands(seen.pool_id, buyers))
    return reading.with_buyers(seen, buyers, without_errors(replies))
