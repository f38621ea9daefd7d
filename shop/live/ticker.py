"""The ticker: reads what is watched, for all who watch, and tells those who don't know it yet.

One an event loop, so one an ASGI process. However many viewers, each tick asks Redis once, for the
pools of the sales that are watched here. Snapshots are numbered and complete, so nothing can be
missed and nothing is replayed. Without viewers it does not run.

A crowd is told in parts, one a tick, so that what anybody is told was read just before.
"""

import asyncio
import contextlib
import logging
from itertools import chain

from django.conf import settings

from flashsale.event_loops import one_a_loop
from inventory import api as inventory
from shop.live.channel import Channel, Send, Viewer
from shop.live.telling import tell

logger = logging.getLogger(__name__)

AWAY_PERIOD_SECONDS = 0.5
LONGEST_TELLING_SECONDS = 0.05  # then Redis is asked again, before the rest of a crowd is told


class Ticker:
    """The channels of one event loop, and the task that keeps them right."""

    def __init__(self) -> None:
        self._channels: dict[str, Channel] = {}
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._is_away = False

    def pools_of(self, slug: str) -> tuple[str, ...] | None:
        """The pools of a sale that is being watched: the database need not be asked again."""
        channel = self._channels.get(slug)
        return channel.pool_ids if channel else None

    def watch(self, slug: str, *, pool_ids: tuple[str, ...], send: Send) -> Viewer:
        """The viewer gets the present snapshot at once, and each later one until `unwatch`."""
        channel = self._channels.get(slug)
        if channel is None:
            channel = self._channels[slug] = Channel(slug, pool_ids=pool_ids)
            self._wake.set()
        viewer = Viewer(channel, send=send)
        viewer.arrive()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return viewer

    def unwatch(self, slug: str, viewer: Viewer) -> None:
        """The viewer gets nothing more; a sale that nobody watches is not read any more."""
        viewer.leave()
        if not self._channels[slug].viewers:
            del self._channels[slug]
            self._wake.set()

    def period_seconds(self, *, spent: float, left: int) -> float:
        """From one tick to the next, so that the `spent` ones keep to their share of the time.

        It is the interval, at least, unless there are viewers `left` who were not told yet.
        """
        shortest: float = 0 if left else settings.LIVE_STOCK_INTERVAL_SECONDS
        period: float = max(shortest, spent / settings.LIVE_STOCK_BUSY_SHARE)
        return max(period, AWAY_PERIOD_SECONDS) if self._is_away else period

    async def _run(self) -> None:
        clock = asyncio.get_running_loop()
        while self._channels:
            self._wake.clear()
            started = clock.time()
            try:
                await self._read()
            except Exception:
                # Whatever it was, those who watch must not be left with a number that stands still.
                logger.exception("A tick of the live stock failed.")
                self._lose(inventory.StockUnavailable())
            viewers = chain.from_iterable(channel.viewers for channel in self._channels.values())
            left = await tell(viewers, seconds=LONGEST_TELLING_SECONDS)
            spent = clock.time() - started
            pause = self.period_seconds(spent=spent, left=left) - spent
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), timeout=max(0, pause))

    async def _read(self) -> None:
        channels = list(self._channels.values())
        pool_ids = list({pool_id for channel in channels for pool_id in channel.pool_ids})
        try:
            stocks = await asyncio.to_thread(inventory.stocks, pool_ids)
        except inventory.StockUnavailable as away:
            self._lose(away)
            return
        self._is_away = False
        for channel in channels:
            channel.take(stocks)

    def _lose(self, away: inventory.StockUnavailable) -> None:
        self._is_away = True
        for channel in self._channels.values():
            channel.lose(away)


@one_a_loop
def ticker() -> Ticker:
    """The ticker of the running event loop."""
    return Ticker()
