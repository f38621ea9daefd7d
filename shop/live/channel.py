"""One sale that is watched in this process: what is known of it, and who has been told."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from inventory import api as inventory
from shop.live import snapshot

Message: TypeAlias = dict[str, Any]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

logger = logging.getLogger(__name__)


class Channel:
    """A sale, its newest snapshot as a message, and its viewers.

    `revision` grows with each change of what viewers should see, other than the time. Zero: nothing
    is known yet.
    """

    def __init__(self, slug: str, *, pool_ids: tuple[str, ...]) -> None:
        self.slug = slug
        self.pool_ids = pool_ids
        self.viewers: set[Viewer] = set()
        self.revision = 0
        self.message: Message = {}
        self._content: object = None
        self._newest: dict[str, inventory.Stock] = {}

    def take(self, stocks: Mapping[str, inventory.Stock | None]) -> None:
        """The channel knows these stocks, read in this order; an older version of one is dropped.

        Redis may be read from a copy that lags behind, or come back with its last moment lost.
        """
        try:
            present = snapshot.present({pool_id: stocks[pool_id] for pool_id in self.pool_ids})
        except inventory.StockUnavailable as missing:
            self.lose(missing)
            return
        for stock in present:
            known = self._newest.get(stock.pool_id)
            if known is None or (stock.epoch, stock.version) >= (known.epoch, known.version):
                self._newest[stock.pool_id] = stock
        payload = snapshot.build(self.slug, [self._newest[pool_id] for pool_id in self.pool_ids])
        self._replace(payload, content=(payload["phase"], payload["items"]))

    def lose(self, away: inventory.StockUnavailable) -> None:
        """The channel knows that the stock can't be read."""
        payload = snapshot.unavailable(away)
        self._replace(payload, content=payload)

    def _replace(self, payload: snapshot.Payload, *, content: object) -> None:
        if content != self._content:
            self._content = content
            self.message = {"type": "websocket.send", "text": json.dumps(payload)}
            self.revision += 1


class Viewer:
    """One socket. It is sent the newest snapshot only, and the next one when that has gone out.

    So a socket that takes long misses what was overtaken meanwhile.
    """

    def __init__(self, channel: Channel, *, send: Send) -> None:
        self.told_at = 0.0  # second of the monotonic clock
        self._channel = channel
        self._send = send
        self._told = 0
        self._courier: asyncio.Task[None] | None = None  # who is sending to it
        self._has_left = False

    def arrive(self) -> None:
        """It is among those to tell, and the present snapshot, if there is one, is on its way."""
        self._channel.viewers.add(self)
        if self._channel.revision:
            self._courier = asyncio.create_task(self._deliver())

    def leave(self) -> None:
        """Nothing is sent any more."""
        self._has_left = True
        self._channel.viewers.discard(self)
        if self._courier:
            self._courier.cancel()

    def is_due(self) -> bool:
        """Whether it does not know the newest snapshot, and nothing else is on its way to it."""
        return self._told != self._channel.revision and self._courier is None and not self._has_left

    async def tell(self) -> None:
        """The newest snapshot has gone out, if it was due."""
        if self.is_due():
            self._courier = asyncio.current_task()
            await self._deliver()

    async def _deliver(self) -> None:
        self._told, self.told_at = self._channel.revision, time.monotonic()
        try:
            await self._send(self._channel.message)
        except Exception:
            # The other side went away in this moment; its disconnect follows.
            logger.info("A socket could not be told.", exc_info=True)
        finally:
            self._courier = None
