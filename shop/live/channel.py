"""One sale that is watched in this process: what is known of it, and who has been told."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping

from inventory import api as inventory
from shop.live import snapshot

logger = logging.getLogger(__name__)


class Viewer:
    """One socket. It is sent the newest text only, and the next one when that has gone out.

    So a socket that takes long misses what was overtaken meanwhile, and delays nobody.
    """

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self._send = send
        self._told = 0
        self._sending: asyncio.Task[None] | None = None

    def tell(self, text: str, *, revision: int) -> None:
        """The text is on its way, unless it was sent before or another still is."""
        if self._told == revision or (self._sending and not self._sending.done()):
            return
        self._told = revision
        self._sending = asyncio.create_task(self._deliver(text))

    def leave(self) -> None:
        """Nothing is sent any more."""
        if self._sending:
            self._sending.cancel()

    async def _deliver(self, text: str) -> None:
        try:
            await self._send(text)
        except Exception:
            # The other side went away in this moment; its disconnect follows.
            logger.info("A socket could not be told.", exc_info=True)


class Channel:
    """A sale, its newest snapshot and its viewers.

    `revision` grows with each change of what viewers should see, other than the time. Zero: nothing
    is known yet.
    """

    def __init__(self, slug: str, *, pool_ids: tuple[str, ...]) -> None:
        self.slug = slug
        self.pool_ids = pool_ids
        self.viewers: set[Viewer] = set()
        self.revision = 0
        self._text = ""
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

    def tell_all(self) -> None:
        """Every viewer has the newest snapshot, or is being sent it."""
        for viewer in self.viewers:
            self.tell(viewer)

    def tell(self, viewer: Viewer) -> None:
        """The viewer has the newest snapshot, if there is one, or is being sent it."""
        if self.revision:
            viewer.tell(self._text, revision=self.revision)

    def _replace(self, payload: snapshot.Payload, *, content: object) -> None:
        if content != self._content:
            self._content = content
            self._text = json.dumps(payload)
            self.revision += 1
