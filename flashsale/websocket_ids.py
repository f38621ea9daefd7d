"""Websockets have request ids, too."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from flashsale import request_ids

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

HEADER = request_ids.HEADER.lower().encode()


class SocketIds:
    """The handshake's answer has the id, and so has all that is logged about the socket.

    A refused handshake is answered by the server itself, without it; Daphne leaves it out of an
    accepted one, too, as every header of an application.
    """

    def __init__(self, sockets: Application) -> None:
        self._sockets = sockets

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        told = dict(scope["headers"]).get(HEADER, b"").decode("latin-1")
        request_id = request_ids.request_id(told)
        before = request_ids.current.set(request_id)

        async def send_with_id(message: Mapping[str, Any]) -> None:
            if message["type"] == "websocket.accept":
                headers = [*message.get("headers", ()), (HEADER, request_id.encode())]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._sockets(scope, receive, send_with_id)
        finally:
            request_ids.current.reset(before)
