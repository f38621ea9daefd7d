"""Placements beside plain inserts: medians, ratios within a turn, and the crowd that is timed."""

import threading

import pytest

from bench.placements.crowds import rate
from bench.placements.results import as_text, medians


def test_ratios_are_taken_within_a_turn() -> None:
    turns = [
        {"order": 1000.0, "charge": 2000.0, "rows": 250.0, "placements": 500.0},
        {"order": 100.0, "charge": 200.0, "rows": 25.0, "placements": 60.0},
        {"order": 1000.0, "charge": 2000.0, "rows": 250.0, "placements": 400.0},
    ]

    found = medians(turns)

    assert found == {
        "order": 1000.0, "charge": 2000.0, "rows": 250.0, "placements": 400.0,
        "ratio_to_order": 0.5, "ratio_to_charge": 0.25, "ratio_to_rows": 2.0,
    }  # fmt: skip
    assert as_text({"postgres": found}).splitlines()[1].split() == [
        "postgres", "400", "1,000", "0.50", "2,000", "0.25", "250", "2.00",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_each_thing_is_done_once_by_as_many_threads() -> None:
    done: list[tuple[int, int]] = []
    all_here = threading.Barrier(4)

    def do(thing: int) -> None:
        if thing < 4:
            all_here.wait(30)
        done.append((thing, threading.get_ident()))

    assert rate(range(100), do, threads=4) > 0

    assert sorted(thing for thing, _ in done) == list(range(100))
    assert len({thread for _, thread in done}) == 4


@pytest.mark.django_db(transaction=True)
def test_an_error_of_one_thread_is_raised_and_ends_the_others() -> None:
    def do(thing: int) -> None:
        if thing == 10:
            raise LookupError

    with pytest.raises(LookupError):
        rate(range(1000), do, threads=4)
