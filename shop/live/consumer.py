"""The websocket of one sale. It only talks: what a browser sends is ignored."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from shop.live.channel import Send, Viewer
from shop.live.ticker import ticker
from shop.selectors import sales

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]

NO_SUCH_SALE = 4404
MESSAGE_TOO_BIG = 4413  # servers refuse to send codes below 3000
LONGEST_MESSAGE = 1024


class SaleConsumer(AsyncWebsocketConsumer):
    """Sends the sale's snapshot when the socket opens and whenever it changes.

    The message is made once for all viewers, so this is no JSON consumer. An unknown or
    unpublished sale closes the socket with 4404: after accepting it, since a browser is told the
    code only of a socket that was open.
    """

    slug: str
    viewer: Viewer | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The socket is served until it ends; however it ends, nobody sends to it afterwards."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.viewer is not None:
                ticker().unwatch(self.slug, self.viewer)

    async def connect(self) -> None:
        await self.accept()
        self.slug = self.scope["url_route"]["kwargs"]["slug"]
        pool_ids = ticker().pools_of(self.slug) or await find_pools(self.slug)
        if not pool_ids:
            await self.close(code=NO_SUCH_SALE)
            return
        self.viewer = ticker().watch(self.slug, pool_ids=pool_ids, send=self.base_send)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if len(text_data or bytes_data or "") > LONGEST_MESSAGE:
            await self.close(code=MESSAGE_TOO_BIG)


find_pools = database_sync_to_async(sales.pools_of)
