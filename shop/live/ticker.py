"""The ticker: reads what is watched, for all who watch, and tells those who don't know it yet.

One an event loop, so one an ASGI process. However many viewers, each tick asks Redis once, for the
pools of the sales that are watched here. Snapshots are numbered and complete, so nothing can be
missed and nothing is replayed. Without viewers it does not run.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from django.conf import settings

from inventory import api as inventory
from shop.live.channel import Channel, Viewer

logger = logging.getLogger(__name__)

AWAY_PAUSE_SECONDS = 0.5


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

    def watch(
        self, slug: str, *, pool_ids: tuple[str, ...], send: Callable[[str], Awaitable[None]]
    ) -> Viewer:
        """The viewer gets the present snapshot at once, and each later one until `unwatch`."""
        viewer = Viewer(send)
        channel = self._channels.get(slug)
        if channel is None:
            channel = self._channels[slug] = Channel(slug, pool_ids=pool_ids)
            self._wake.set()
        channel.viewers.add(viewer)
        channel.tell(viewer)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return viewer

    def unwatch(self, slug: str, viewer: Viewer) -> None:
        """The viewer gets nothing more; a sale that nobody watches is not read any more."""
        viewer.leave()
        channel = self._channels[slug]
        channel.viewers.discard(viewer)
        if not channel.viewers:
            del self._channels[slug]
            self._wake.set()

    def pause_seconds(self) -> float:
        """How long to wait between two ticks, so that telling every viewer stays in the budget."""
        viewers = sum(len(channel.viewers) for channel in self._channels.values())
        pause: float = max(
            settings.LIVE_STOCK_INTERVAL_SECONDS, viewers / settings.LIVE_STOCK_SENDS_PER_SECOND
        )
        return max(pause, AWAY_PAUSE_SECONDS) if self._is_away else pause

    async def _run(self) -> None:
        clock = asyncio.get_running_loop()
        while self._channels:
            self._wake.clear()
            started = clock.time()
            try:
                await self._tick()
            except Exception:
                # Whatever it was, those who watch must not be left with a number that stands still.
                logger.exception("A tick of the live stock failed.")
                self._lose(inventory.StockUnavailable())
            pause = self.pause_seconds() - (clock.time() - started)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), timeout=max(0, pause))

    async def _tick(self) -> None:
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
            channel.tell_all()

    def _lose(self, away: inventory.StockUnavailable) -> None:
        self._is_away = True
        for channel in self._channels.values():
            channel.lose(away)
            channel.tell_all()


_tickers: WeakKeyDictionary[asyncio.AbstractEventLoop, Ticker] = WeakKeyDictionary()


def ticker() -> Ticker:
    """The ticker of the running event loop."""
    return _tickers.setdefault(asyncio.get_running_loop(), Ticker())
