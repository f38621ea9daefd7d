"""Who is told what, in which order: the parts of the live stock that need no Redis."""

import asyncio
import json
from dataclasses import replace

import pytest
from pytest_django import Settings

from inventory.api import Stock, StockUnavailable
from shop.live.channel import Channel, Viewer
from shop.live.ticker import AWAY_PAUSE_SECONDS, Ticker

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

    async def show(self, text: str) -> None:
        await self.flows.wait()
        message = json.loads(text)
        self.shown.append(
            message["error"]["code"] if "error" in message else message["items"]["a"]["available"]
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
    channel.viewers.add(Viewer(screen.show))
    for stock in stocks:
        channel.take({"a": stock})
        channel.tell_all()
        await settled()
    return screen.shown


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


async def test_a_pool_that_is_missing_is_told_once() -> None:
    assert await told(STOCK, None, None, STOCK) == [10, "unavailable", 10]


async def test_a_slow_viewer_delays_nobody_and_skips_what_was_overtaken() -> None:
    channel, slow, fast = Channel("drop", pool_ids=("a",)), Screen(), Screen()
    channel.viewers |= {Viewer(slow.show), Viewer(fast.show)}
    slow.flows.clear()
    for units in range(5):
        channel.take({"a": sold(units, version=5 + units)})
        channel.tell_all()
        await settled()
    assert (slow.shown, fast.shown) == ([], [10, 9, 8, 7, 6])

    slow.flows.set()
    await settled()
    channel.tell_all()
    await settled()
    assert slow.shown == [10, 6]


async def test_a_viewer_that_fails_stops_nobody() -> None:
    channel, screen = Channel("drop", pool_ids=("a",)), Screen()

    async def gone(text: str) -> None:
        raise ConnectionResetError

    channel.viewers |= {Viewer(gone), Viewer(screen.show)}
    channel.take({"a": STOCK})
    channel.tell_all()
    await settled()
    assert screen.shown == [10]


@pytest.mark.parametrize(
    ("viewers", "pause"), [(1, 0.1), (100, 0.1), (1_000, 0.1), (2_000, 0.2), (5_000, 0.5)]
)
async def test_the_ticker_slows_down_to_stay_in_its_budget(
    settings: Settings, viewers: int, pause: float
) -> None:
    settings.LIVE_STOCK_INTERVAL_SECONDS, settings.LIVE_STOCK_SENDS_PER_SECOND = 0.1, 10_000
    ticker = Ticker()
    channel = ticker._channels["drop"] = Channel("drop", pool_ids=("a",))
    channel.viewers.update(Viewer(Screen().show) for _ in range(viewers))
    assert ticker.pause_seconds() == pytest.approx(pause)


async def test_the_ticker_rests_longer_while_redis_is_away(settings: Settings) -> None:
    ticker = Ticker()
    ticker._lose(StockUnavailable())
    assert ticker.pause_seconds() == AWAY_PAUSE_SECONDS
