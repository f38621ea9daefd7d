"""What wrk and rush.lua print, and which runs count."""

from dataclasses import replace

import pytest

from bench.http.wrk import Press, parsed

PRINTED = """\
Running 5s test @ http://127.0.0.1:3001
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    12.61ms    2.02ms  34.26ms   86.87%
    Req/Sec     5.10k   382.36     5.80k    78.00%
  25391 requests in 5.00s, 8.38MB read
Requests/sec:   5075.55
Transfer/sec:      1.68MB
{"requests": 25391, "seconds": 5.003, "p50_ms": 12.24, "p99_ms": 21.90, "broken": 0, \
"statuses": {"201": 25000, "200": 391}}
"""

PRESS = Press(
    requests=25_391,
    seconds=5.003,
    p50_ms=12.24,
    p99_ms=21.9,
    broken=0,
    statuses={201: 25_000, 200: 391},
)


def test_the_last_line_is_what_counts() -> None:
    assert parsed(PRINTED) == PRESS


def test_rates_and_shares() -> None:
    press = replace(PRESS, requests=100, seconds=4.0, statuses={201: 60, 200: 20, 409: 15, 503: 5})

    assert press.rate == 25.0
    assert press.refused == 20
    assert press.created_share == 0.6


@pytest.mark.parametrize(
    ("press", "is_valid"),
    [
        (PRESS, True),
        (replace(PRESS, statuses={201: 7}), True),
        (replace(PRESS, statuses={201: 7, 503: 1}), False),
        (replace(PRESS, statuses={409: 7}), False),
        (replace(PRESS, statuses={}), False),
        (replace(PRESS, broken=1), False),
    ],
)
def test_a_run_counts_only_where_every_answer_was_expected(press: Press, is_valid: bool) -> None:
    assert press.is_valid(expected=(200, 201)) is is_valid
