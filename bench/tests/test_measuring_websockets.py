"""What is concluded from what arrived when."""

import json
import socket

from bench.websockets.crowd import Watcher
from bench.websockets.dialects import socket_io, version_of
from bench.websockets.measuring import delay, rate
from bench.websockets.writer import Burst

FIRST = Burst(began_at=10.0, changed_at=12.0, ended_at=13.0, changes=100, version=7)
SECOND = Burst(began_at=13.0, changed_at=15.0, ended_at=16.0, changes=100, version=9)


def snapshot(version: int) -> bytes:
    return json.dumps({"sale": "drop", "items": {"pool": {"version": version}}}).encode()


def watcher(*arrived: tuple[float, int]) -> Watcher:
    return Watcher(socket.socket(), arrived=[(at, snapshot(version)) for at, version in arrived])


def test_only_what_arrives_while_the_count_changes_counts_for_the_rate() -> None:
    seen = watcher((9.0, 1), (10.5, 2), (11.0, 3), (12.5, 7), (14.0, 8), (15.1, 9))

    assert rate(seen, [FIRST, SECOND]) == 0.75


def test_the_delay_runs_from_the_last_change_to_the_first_sight_of_it() -> None:
    seen = watcher((11.9, 6), (12.25, 7), (12.5, 7), (15.0, 8), (15.125, 9))

    assert delay(seen, FIRST) == 0.25
    assert delay(seen, SECOND) == 0.125


def test_a_last_value_that_came_after_the_silence_never_came() -> None:
    seen = watcher((11.9, 6), (13.5, 8))

    assert delay(seen, FIRST) is None
    assert delay(watcher(), FIRST) is None


def test_an_error_has_no_version() -> None:
    assert version_of(b'{"error": {"code": "unavailable", "message": "Away."}}') == -1
    assert version_of(snapshot(7)) == 7


def test_an_event_of_socket_io_has_the_snapshot_inside() -> None:
    dialect = socket_io()

    assert dialect.snapshot(b'42["stock",' + snapshot(7) + b"]") == snapshot(7)
    assert dialect.snapshot(b'40{"sid":"x"}') is None
    assert dialect.replies[b'0{"sid":"x"}'[:1]] == b"40"
