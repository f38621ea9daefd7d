"""The reserve through the API beside the plain view: ratio, validity, and what is recorded."""

from bench.api.results import as_data, as_text, faults, ratio, ratios
from bench.api.turns import API, VIEW, Plan
from bench.http.wrk import Press


def press(rate: int, statuses: dict[int, int] | None = None) -> Press:
    return Press(rate, 1.0, p50_ms=5.0, p99_ms=20.0, broken=0, statuses=statuses or {201: rate})


RUNS = {
    API: [press(900), press(500), press(880)],
    VIEW: [press(1000), press(1000), press(800)],
}


def test_the_ratio_is_the_median_of_those_within_one_turn() -> None:
    assert ratios(RUNS) == [0.9, 0.5, 1.1]
    assert ratio(RUNS) == 0.9
    assert as_text(RUNS).endswith("API, with a JWT / plain view = 0.90 (wanted: 0.8)")
    assert faults(RUNS) == []


def test_a_refusal_or_a_repeated_press_spoils_the_comparison() -> None:
    refused = {**RUNS, API: [press(900, {201: 899, 401: 1}), *RUNS[API][1:]]}
    repeated = {**RUNS, VIEW: [press(1000, {201: 900, 200: 100}), *RUNS[VIEW][1:]]}

    assert faults(refused) == [f"{API}, reserve: some answers were not the expected ones, or none."]
    assert "INVALID" in as_text(refused)
    (sentence,) = faults(repeated)
    assert sentence.startswith(f"{VIEW}: only 90% of its answers were new holds")


def test_what_is_recorded_says_how_it_was_measured() -> None:
    data = as_data(RUNS, Plan(turns=3, seconds=1.0))

    assert (data["turns"], data["seconds"], data["buyers"]) == (3, 1.0, 15_000)
    assert (data["ratio"], data["ratios"]) == (0.9, [0.9, 0.5, 1.1])
    assert isinstance(data["sides"], dict)
    assert data["sides"][VIEW]["rate"] == 1000
