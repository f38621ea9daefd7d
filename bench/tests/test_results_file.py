"""bench/results.json: one section a comparison."""

import json
from pathlib import Path

from bench.results import machine, record
from flashsale import clock


def test_a_section_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "results.json"

    record("engine", {"rate": 1}, file=file)
    record("http", {"rate": 2, "old": True}, file=file)
    record("http", {"rate": 3}, file=file)

    today = clock.now().date().isoformat()
    assert json.loads(file.read_text()) == {
        "engine": {"date": today, "machine": machine(), "rate": 1},
        "http": {"date": today, "machine": machine(), "rate": 3},
    }


def test_the_machine_is_told_by_what_figures_depend_on() -> None:
    told = machine()

    assert set(told) == {"cpu", "cores", "kernel", "python"}
    assert all(told.values())
