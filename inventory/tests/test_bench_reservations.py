"""`manage.py bench_reservations`: what it prints, leaves behind and refuses."""

import json
import re
import signal
import subprocess
import sys
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from flashsale.env import BASE_DIR
from inventory import api
from inventory.bench import pools
from inventory.tests import given

QUICK = ("--clients", "3", "--processes", "2", "--seconds", "0.2")


def run(*options: str) -> str:
    out = StringIO()
    call_command("bench_reservations", *QUICK, *options, stdout=out)
    return out.getvalue()


def refusal(*options: str) -> str:
    with pytest.raises(CommandError) as refused:
        run(*options)
    assert refused.value.returncode == 1
    return str(refused.value)


def test_json_has_the_figures_of_each_driver() -> None:
    told = json.loads(run("--json"))
    assert (told["clients"], told["processes"]) == (3, 2)
    assert [found["driver"] for found in told["runs"]] == ["plain", "lua", "grouped"]
    for found in told["runs"]:
        assert found["rate"] > 0
        assert 0 < found["p50_ms"] <= found["p99_ms"]
        assert isinstance(found["retries"], int)
        assert (found["contention"], found["errors"]) == (0, 0)
    assert told["runs"][1]["retries"] == 0


def test_the_table_ends_with_the_ratio() -> None:
    header, *lines, ratio = run("--rounds", "2").splitlines()
    assert re.split(r" {2,}", header) == [
        "DRIVER", "A SECOND", "P50 MS", "P99 MS", "LOST ROUNDS", "CONTENTION", "ERRORS",
    ]  # fmt: skip
    assert [line.split()[0] for line in lines] == ["plain", "lua", "grouped"]
    assert re.fullmatch(r"grouped / lua: \d+\.\d\d x the rate, \d+\.\d\d x the p99", ratio)


def test_one_driver_alone_has_no_ratio() -> None:
    assert len(run("--driver", "grouped").splitlines()) == 2


@pytest.mark.parametrize(
    "options", [("--sold-out",), ("--pools", "3", "--hot"), ("--held", "1500"), ("--pools", "2")]
)
def test_other_pools_are_pressed_and_nothing_is_left(options: tuple[str, ...]) -> None:
    given.a_hold(given.an_open_pool())
    before = set(given.client().scan_iter())
    told = json.loads(run("--driver", "grouped", "--json", *options))
    assert told["runs"][0]["rate"] > 0
    assert told["runs"][0]["errors"] == 0
    assert set(given.client().scan_iter()) == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--clients", "1"), "--clients must be from 2 to 1,000, not 1."),
        (("--processes", "0"), "--processes must be from 1 to 64, not 0."),
        (("--seconds", "0"), "--seconds must be from 0.1 to 600, not 0.0."),
        (("--hot",), "--pools must be from 2 to 10,000, not 1."),
        (("--sold-out", "--held", "1"), "--sold-out goes with neither --held nor --hot."),
    ],
)
def test_what_cannot_be_measured_is_refused(options: tuple[str, ...], sentence: str) -> None:
    assert refusal(*options) == sentence


def test_wrong_books_are_told_instead_of_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else takes a unit of the bench's own pool while it runs."""
    opened = pools.open_pool

    def open_and_count_wrong(pool_id: str, *, units: int) -> None:
        opened(pool_id, units=units)
        given.client().hincrby(f"stock:{{{pool_id}}}", "units", 1)

    monkeypatch.setattr(pools, "open_pool", open_and_count_wrong)
    assert "do not add up" in refusal("--driver", "lua")
    assert list(given.client().scan_iter()) == []


def test_without_redis_it_says_so(stock_redis: object) -> None:
    stock_redis.terminate()  # type: ignore[attr-defined]
    assert refusal("--driver", "lua") == str(api.StockUnavailable())


def test_ctrl_c_leaves_nothing_behind() -> None:
    command = [sys.executable, "manage.py", "bench_reservations", "--seconds", "60", "--json"]
    with subprocess.Popen(
        [*command, "--clients", "4"], cwd=BASE_DIR, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    ) as bench:  # fmt: skip
        give_up_at = time.monotonic() + 60
        while not list(given.client().scan_iter(match="hold:*")):
            assert time.monotonic() < give_up_at
            time.sleep(0.05)
        bench.send_signal(signal.SIGINT)
        printed, told = bench.communicate(timeout=60)
    assert (printed, bench.returncode) == (b"", 130)
    assert told.decode() == "CommandError: Stopped. Its pools are removed.\n"
    assert list(given.client().scan_iter()) == []
