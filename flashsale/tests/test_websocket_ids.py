"""A websocket has an id from its handshake on."""

import logging

import pytest
from channels.testing import WebsocketCommunicator

from flashsale.request_ids import current
from flashsale.testing.log_lines import logged, parsed
from flashsale.websocket_ids import HEADER, Application, Receive, Send, SocketIds

logger = logging.getLogger(__name__)


async def greet(scope: dict, receive: Receive, send: Send) -> None:
    """Stands for the shop's sockets."""
    await receive()
    logger.info("greeted")
    await send({"type": "websocket.accept", "headers": [(b"x-own", b"1")]})


async def accepted(application: Application, *headers: tuple[bytes, bytes]) -> dict[bytes, bytes]:
    """The headers of the handshake's answer."""
    socket = WebsocketCommunicator(application, "/ws/", headers=list(headers))
    await socket.send_input({"type": "websocket.connect"})
    answer = await socket.receive_output()
    assert answer["type"] == "websocket.accept"
    return dict(answer["headers"])


@pytest.mark.parametrize(
    ("told", "has_it"), [(b"seen-by-the-proxy", True), (b"bad id", False), (b"\xff" * 9, False)]
)
async def test_the_handshakes_answer_and_what_is_logged_have_one_id(
    told: bytes, has_it: bool
) -> None:
    with logged() as log:
        answered = await accepted(SocketIds(greet), (HEADER, told))

    (line,) = parsed(log, logger=__name__)
    assert (answered[HEADER] == told) is has_it
    assert line["request_id"] == answered[HEADER].decode()
    assert answered[b"x-own"] == b"1"
    assert current.get() == "-"
