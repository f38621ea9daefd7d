"""Medians and ratios of the product page, and that one unexpected answer spoils them."""

from dataclasses import replace

from bench.http.wrk import Press
from bench.pages.results import as_data, as_text, complaints, results
from bench.pages.visits import EMPTY, SIGNED_IN, SIGNED_OUT, Plan


def press(rate: int, statuses: dict[int, int] | None = None) -> Press:
    return Press(rate, 1.0, p50_ms=5.0, p99_ms=20.0, broken=0, statuses=statuses or {200: rate})


RUNS = {
    EMPTY: [press(1000), press(2000), press(400)],
    SIGNED_OUT: [press(500), press(800), press(300)],
    SIGNED_IN: [press(100), press(100), press(100)],
}


def test_a_ratio_is_the_median_of_those_within_one_turn() -> None:
    found = results(RUNS)
    assert {side: result.rate for side, result in found.items()} == {
        EMPTY: 1000,
        SIGNED_OUT: 500,
        SIGNED_IN: 100,
    }
    assert {side: result.ratio for side, result in found.items()} == {
        EMPTY: 1.0,
        SIGNED_OUT: 0.5,
        SIGNED_IN: 0.1,
    }
    assert complaints(found) == []
    assert "INVALID" not in as_text(found)


def test_one_other_answer_or_a_broken_connection_makes_a_side_invalid() -> None:
    spoilt = {
        **RUNS,
        SIGNED_OUT: [press(500), press(800, {200: 799, 503: 1}), press(300)],
        SIGNED_IN: [*RUNS[SIGNED_IN][:2], replace(press(100), broken=1)],
    }
    found = results(spoilt)
    assert [side for side, result in found.items() if not result.is_valid] == [
        SIGNED_OUT,
        SIGNED_IN,
    ]
    assert len(complaints(found)) == 2
    assert as_text(found).count("INVALID") == 2


def test_what_is_recorded_says_how_it_was_measured() -> None:
    data = as_data(results(RUNS), Plan(turns=3, seconds=1.0))
    assert (data["turns"], data["seconds"], data["connections"]) == (3, 1.0, 32)
    assert isinstance(data["sides"], dict)
    assert data["sides"][SIGNED_OUT]["ratio"] == 0.5
