"""Who is told what, in which order: the parts of the live stock that need no Redis."""

import asyncio
import itertools
import json
from collections import Counter
from dataclasses import replace

import pytest
from pytest_django import Settings

from inventory.api import Stock, StockUnavailable
from shop.live.channel import Channel, Message, Send, Viewer
from shop.live.telling import TOLD_AT_ONCE, tell
from shop.live.ticker import AWAY_PERIOD_SECONDS, Ticker

STOCK = Stock(
    pool_id="a", epoch=1, version=5, units=10, available=10, held=0, claimed=0, sold=0,
    per_buyer_limit=5, hold_seconds=600, opens_at=0, closes_at=None, paused=False,
    closed=False, next_release_at=None, server_time=1_000,
)  # fmt: skip


class Screen:
    """What one viewer has been shown. While `stuck`, nothing more goes out to it."""

    def __init__(self) -> None:
        self.shown: list[int | str] = []
        self.flows = asyncio.Event()
        self.flows.set()

    async def show(self, message: Message) -> None:
        await self.flows.wait()
        payload = json.loads(message["text"])
        self.shown.append(
            payload["error"]["code"] if "error" in payload else payload["items"]["a"]["available"]
        )


async def settled() -> None:
    """Every task that could run has run."""
    for _ in range(5):
        await asyncio.sleep(0)


def sold(units: int, *, version: int, epoch: int = 1) -> Stock:
    return replace(STOCK, available=10 - units, sold=units, version=version, epoch=epoch)


async def told(*stocks: Stock | None) -> list[int | str]:
    """What a viewer is shown when a channel takes these stocks, one a tick."""
    channel, screen = Channel("drop", pool_ids=("a",)), Screen()
    arrive(channel, screen.show)
    for stock in stocks:
        await tick(channel, stock)
    return screen.shown


def arrive(channel: Channel, send: Send) -> Viewer:
    viewer = Viewer(channel, send=send)
    viewer.arrive()
    return viewer


async def tick(channel: Channel, stock: Stock | None) -> None:
    """The channel takes this stock, and what can be sent has been sent."""
    channel.take({"a": stock})
    assert await tell(channel.viewers, seconds=1) == 0
    await settled()


async def test_only_changes_are_told() -> None:
    later = replace(STOCK, server_time=2_000)
    assert await told(STOCK, later, sold(1, version=6)) == [10, 9]


async def test_a_change_without_a_new_version_is_told() -> None:
    held = replace(STOCK, available=8, held=2)
    assert await told(held, STOCK) == [8, 10]


async def test_an_older_version_is_never_told_after_a_newer_one() -> None:
    assert await told(sold(3, version=8), sold(1, version=6), sold(4, version=9)) == [7, 6]


async def test_a_new_epoch_is_newer_than_any_version() -> None:
    assert await told(sold(3, version=8), sold(1, version=1, epoch=2), sold(4, version=9)) == [7, 9]


def test_a_sale_that_was_sold_out_by_what_was_lost_is_live_again() -> None:
    channel = Channel("drop", pool_ids=("a",))
    phases = []
    for stock in (sold(10, version=9), None, sold(10, version=9), sold(8, version=1, epoch=2)):
        channel.take({"a": stock})
        phases.append(json.loads(channel.message["text"]).get("phase"))
    assert phases == ["sold_out", None, "sold_out", "live"]


async def test_a_pool_that_is_missing_is_told_once() -> None:
    assert await told(STOCK, None, None, STOCK) == [10, "unavailable", 10]


async def test_a_slow_viewer_delays_nobody_and_skips_what_was_overtaken() -> None:
    channel, slow, screens = Channel("drop", pool_ids=("a",)), Screen(), [Screen() for _ in "abc"]
    for screen in (*screens, slow):
        arrive(channel, screen.show)
    slow.flows.clear()
    for units in range(5):
        await tick(channel, sold(units, version=5 + units))
    assert slow.shown == []
    assert [screen.shown for screen in screens] == [[10, 9, 8, 7, 6]] * 3

    slow.flows.set()
    await settled()
    await tell(channel.viewers, seconds=1)
    assert slow.shown == [10, 6]


async def test_where_every_viewer_is_slow_each_is_told_by_itself() -> None:
    channel, screens = Channel("drop", pool_ids=("a",)), [Screen() for _ in range(3)]
    for screen in screens:
        arrive(channel, screen.show)
        screen.flows.clear()
    await tick(channel, STOCK)
    for number, screen in enumerate(screens, start=1):
        screen.flows.set()
        await settled()
        assert [len(screen.shown) for screen in screens] == [1] * number + [0] * (3 - number)


async def test_a_crowd_is_told_in_groups_and_other_work_goes_on_between_them() -> None:
    channel, screens = Channel("drop", pool_ids=("a",)), [Screen() for _ in range(TOLD_AT_ONCE * 3)]
    for screen in screens:
        arrive(channel, screen.show)
    channel.take({"a": STOCK})
    telling = asyncio.create_task(tell(channel.viewers, seconds=1))
    counts = [0]
    while not telling.done():
        await asyncio.sleep(0)
        counts.append(sum(len(screen.shown) for screen in screens))
    assert counts[-1] == TOLD_AT_ONCE * 3
    assert max(after - before for before, after in itertools.pairwise(counts)) == TOLD_AT_ONCE


async def test_who_could_not_be_told_in_time_is_told_first_the_next_time() -> None:
    channel, screens = Channel("drop", pool_ids=("a",)), [Screen() for _ in range(TOLD_AT_ONCE * 3)]
    for screen in screens:
        arrive(channel, screen.show)
    for units in range(4):
        channel.take({"a": sold(units, version=5 + units)})
        assert await tell(channel.viewers, seconds=0) == TOLD_AT_ONCE * 2
    shown = Counter(tuple(screen.shown) for screen in screens)
    assert shown == {(10, 7): TOLD_AT_ONCE, (9,): TOLD_AT_ONCE, (8,): TOLD_AT_ONCE}


async def test_those_who_are_told_last_get_what_was_learnt_meanwhile() -> None:
    channel, screen = Channel("drop", pool_ids=("a",)), Screen()

    async def show_and_learn(message: Message) -> None:
        await screen.show(message)
        channel.take({"a": sold(1, version=6)})

    for _ in range(3):
        arrive(channel, show_and_learn)
    await tick(channel, STOCK)
    assert screen.shown == [10, 9, 9]
    await tell(channel.viewers, seconds=1)
    assert screen.shown == [10, 9, 9, 9]


async def test_one_who_comes_is_told_at_once_and_not_again_by_the_next_tick() -> None:
    channel, screen = Channel("drop", pool_ids=("a",)), Screen()
    await tick(channel, STOCK)
    arrive(channel, screen.show)
    await tell(channel.viewers, seconds=1)
    await settled()
    assert screen.shown == [10]


async def test_one_who_leaves_while_it_is_being_sent_something_gets_nothing() -> None:
    channel, stays, leaves = Channel("drop", pool_ids=("a",)), Screen(), Screen()
    viewer = arrive(channel, leaves.show)
    arrive(channel, stays.show)
    leaves.flows.clear()
    await tick(channel, STOCK)
    viewer.leave()
    leaves.flows.set()
    await tick(channel, sold(1, version=6))
    assert (leaves.shown, stays.shown) == ([], [10, 9])


async def test_one_who_leaves_while_others_are_told_gets_nothing() -> None:
    channel, screen = Channel("drop", pool_ids=("a",)), Screen()

    async def show_and_end(message: Message) -> None:
        await screen.show(message)
        for viewer in list(channel.viewers):
            viewer.leave()

    for _ in range(3):
        arrive(channel, show_and_end)
    await tick(channel, STOCK)
    assert screen.shown == [10]


async def test_a_viewer_that_fails_stops_nobody_and_is_noted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", logger="shop.live.channel")
    channel, screen = Channel("drop", pool_ids=("a",)), Screen()

    async def gone(message: Message) -> None:
        raise ConnectionResetError

    for send in (gone, screen.show, gone):
        arrive(channel, send)
    await tick(channel, STOCK)
    assert screen.shown == [10]
    assert caplog.messages == ["A socket could not be told."] * 2


@pytest.mark.parametrize(
    ("spent", "left", "period"),
    [
        (0.002, 0, 0.1), (0.08, 0, 0.1), (0.1, 0, 0.125), (0.4, 0, 0.5),
        (0.04, 1, 0.05), (0.4, 1, 0.5),
    ],
)  # fmt: skip
def test_a_tick_keeps_to_its_interval_and_its_share_and_the_next_comes_sooner_for_those_left(
    settings: Settings, spent: float, left: int, period: float
) -> None:
    settings.LIVE_STOCK_INTERVAL_SECONDS, settings.LIVE_STOCK_BUSY_SHARE = 0.1, 0.8
    assert Ticker().period_seconds(spent=spent, left=left) == pytest.approx(period)


@pytest.mark.parametrize("left", [0, 1])
def test_the_ticker_rests_longer_while_redis_is_away(left: int) -> None:
    ticker = Ticker()
    ticker._lose(StockUnavailable())
    assert ticker.period_seconds(spent=0.002, left=left) == AWAY_PERIOD_SECONDS
