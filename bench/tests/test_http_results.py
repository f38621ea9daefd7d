"""Medians, ratios, and that one bad run spoils a side."""

from bench.http.results import complaints, ratio, results
from bench.http.rounds import Turn
from bench.http.table import as_text
from bench.http.wrk import Press


def press(rate: int, p99_ms: float, statuses: dict[int, int]) -> Press:
    return Press(rate, seconds=1.0, p50_ms=p99_ms / 2, p99_ms=p99_ms, broken=0, statuses=statuses)


def turn(rate: int, p99_ms: float, *, held: dict[int, int] | None = None) -> Turn:
    return Turn(press(rate, p99_ms, held or {201: rate}), press(2 * rate, p99_ms, {409: 2 * rate}))


TURNS = {
    "shop": [turn(300, 9.0), turn(100, 30.0), turn(200, 20.0)],
    "express": [turn(100, 40.0), turn(90, 41.0), turn(110, 39.0)],
}


def test_the_median_of_the_runs_is_told() -> None:
    found = results(TURNS)

    assert found["reserve"]["shop"].rate == 200
    assert found["reserve"]["shop"].p99_ms == 20.0
    assert found["sold_out"]["express"].rate == 200
    assert found["sold_out"]["express"].refused == 600
    assert ratio(found["reserve"]) == 2.0


def test_one_run_with_another_answer_makes_its_side_invalid() -> None:
    spoilt = turn(100, 30.0, held={201: 99, 503: 1})

    found = results({**TURNS, "shop": [*TURNS["shop"][:2], spoilt]})

    assert not found["reserve"]["shop"].is_valid
    assert found["reserve"]["shop"].created_share == 0.99
    assert found["sold_out"]["shop"].is_valid
    assert found["reserve"]["express"].is_valid
    assert "INVALID: [{201: 300}, {201: 100}, {201: 99, 503: 1}], 0 broken" in as_text(found)
    assert complaints(found) == ["shop, reserve: some answers were not the expected ones, or none."]
    assert "INVALID" not in as_text(results(TURNS))


def test_figures_count_where_every_answer_was_expected_and_nearly_all_were_new_holds() -> None:
    repeated = [turn(100, 30.0, held={201: 94, 200: 6})]

    assert complaints(results(TURNS)) == []
    assert complaints(results({**TURNS, "shop": [turn(100, 30.0, held={201: 95, 200: 5})]})) == []
    (sentence,) = complaints(results({**TURNS, "shop": repeated}))
    assert sentence.startswith("shop: only 94% of its answers were new holds")
