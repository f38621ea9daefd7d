"""Live stock is sent to the shop's own pages only."""

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from flashsale.asgi import application
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("origin", "accepted"),
    [
        ("http://localhost:8000", True),
        ("https://evil.example", False),
        ("http://localhost.evil.example", False),
        ("null", False),
    ],
)
async def test_only_the_shops_own_origin_may_listen(origin: str, accepted: bool) -> None:
    sale = await database_sync_to_async(published_sale)()
    socket = WebsocketCommunicator(
        application, f"/ws/sales/{sale.slug}/", headers=[(b"origin", origin.encode())]
    )

    connected, _ = await socket.connect()

    assert connected is accepted
    await socket.disconnect()
