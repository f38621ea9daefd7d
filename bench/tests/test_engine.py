"""The suite behind `make bench`, with few clients for a moment."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.engine import crowds, holds, many_pools, plot, suite
from bench.engine.table import as_text
from flashsale.development.ports import free_port
from flashsale.redis_clients import stock_client

RUN = {"rate": 1_500, "p50_ms": 1.5, "p99_ms": 20.0, "retries": 3, "contention": 0, "errors": 0}


class Clock:
    """What the parts say has passed of their time."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def passed(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_crowds_are_measured_with_every_driver(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(crowds, "CLIENTS", (1, 3))
    monkeypatch.setattr(crowds, "PROCESSES", (3,))
    monkeypatch.setattr(crowds, "ROUNDS", 1)
    for name in ("CURVE_SECONDS", "DUEL_SECONDS", "SOLD_OUT_SECONDS"):
        monkeypatch.setattr(crowds, name, 0.2)
    curve, duel = crowds.curve(clock.passed), crowds.duel(clock.passed)
    assert {clients: list(figures) for clients, figures in curve.items()} == {
        "1": ["plain", "lua", "grouped"],
        "3": ["plain", "lua", "grouped"],
    }
    sold_out = crowds.sold_out(clock.passed)
    for told in (duel["3"], sold_out):
        ours, theirs = told["grouped"], told["lua"]
        assert told["grouped / lua"]["rate"] == pytest.approx(
            ours["rate"] / theirs["rate"], abs=0.01
        )
    assert [told["errors"] for told in sold_out.values() if "errors" in told] == [0, 0, 0]
    assert clock.seconds == pytest.approx(0.2 * (6 + 3 + 3))
    assert list(stock_client().scan_iter()) == []


def test_many_pools_are_measured_with_and_without_a_hot_one(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(many_pools, "POOLS", 4)
    monkeypatch.setattr(many_pools, "SECONDS", 0.2)
    monkeypatch.setattr(many_pools, "ROUNDS", 1)
    found = many_pools.many_pools(clock.passed)
    assert list(found) == [
        "1 pool", "4 pools", "one is hot",
        "4 pools / 1 pool", "others with a hot one / without",
    ]  # fmt: skip
    assert clock.seconds == pytest.approx(0.6)


def test_a_sweep_reads_what_has_expired_and_not_the_holds_beside_it(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(holds, "MANY", 5_000)
    monkeypatch.setattr(holds, "SECONDS", 0.2)
    monkeypatch.setattr(holds, "ROUNDS", 1)
    found = holds.holds(clock.passed)
    few, many = found["sweep of 50"].values()
    assert few["units"] == many["units"] == 50
    assert few["commands"] == many["commands"]
    assert few["keys looked up"] == many["keys looked up"]
    assert 50 * 36 < few["bytes read"] <= many["bytes read"] < 1.1 * few["bytes read"]
    assert clock.seconds == pytest.approx(holds.FILLING_TAKES + 0.4)


def test_memory_is_told_by_part_and_adds_up(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(holds, "MANY", 5_000)
    monkeypatch.setattr(holds, "SECONDS", 0.2)
    monkeypatch.setattr(holds, "ROUNDS", 1)
    memory = holds.holds(clock.passed)["bytes a hold"]
    everything = memory.pop("everything")
    alone = memory.pop("without ledger and pools of buyers")
    assert everything == pytest.approx(sum(memory.values()), abs=0.1)
    assert everything - alone == pytest.approx(
        memory["ledger"] + memory["pools of buyers"], abs=0.1
    )
    assert min(memory.values()) > 20


def test_the_plot_has_a_line_a_driver_and_text_that_is_text(tmp_path: Path) -> None:
    curve = {"1": dict.fromkeys(plot.LINES, RUN), "64": dict.fromkeys(plot.LINES, RUN)}
    plot.draw(curve, file=tmp_path / "plot.svg")
    drawn = (tmp_path / "plot.svg").read_text()
    for label, colour, _ in plot.LINES.values():
        assert f">{label}</text>" in drawn
        assert colour in drawn
    assert ">64</text>" in drawn
    assert len(drawn) < 40_000
    plot.draw(curve, file=tmp_path / "again.svg")
    assert (tmp_path / "again.svg").read_text() == drawn


def test_the_table_has_a_row_a_run_and_a_line_for_what_is_none() -> None:
    found = {
        "processes": {"2": {"lua": RUN, "grouped / lua": {"rate": 1.5, "p99": 0.3}}},
        "holds": {"bytes a hold": {"everything": 686.9}},
    }
    _, row, empty, *lines = as_text(found).splitlines()
    assert row.split() == ["processes", "2", "lua", "1,500", "1.50", "20.00", "3", "0", "0"]
    assert empty == ""
    assert lines == [
        "processes: 2: grouped / lua: rate 1.5, p99 0.3",
        "holds: bytes a hold: everything 686.9",
    ]


@pytest.fixture
def one_part(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A suite of one part that is known already, and what it records and draws."""
    kept = SimpleNamespace(recorded=[], drawn=[], curve={"1": {"lua": RUN}})
    part = suite.Part(lambda passed: kept.curve, takes=1.0)
    monkeypatch.setattr(suite, "PARTS", {"clients": part})
    monkeypatch.setattr(suite, "record", lambda *given: kept.recorded.append(given))
    monkeypatch.setattr(suite.plot, "draw", kept.drawn.append)
    return kept


def test_the_whole_suite_is_recorded_and_drawn(
    one_part: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--json"])
    assert suite.main(free_port()) == 0
    assert json.loads(capsys.readouterr().out) == {"clients": one_part.curve}
    assert one_part.recorded == [("engine", {"appendonly": "no", "clients": one_part.curve})]
    assert one_part.drawn == [one_part.curve]


def test_a_part_alone_is_only_printed(
    one_part: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--only", "clients"])
    assert suite.main(free_port()) == 0
    assert "clients 1  lua" in capsys.readouterr().out
    assert one_part.recorded == one_part.drawn == []
