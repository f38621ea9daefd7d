"""What a crowd of watchers learned of a count that changed all the time, and what that cost."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from bench.percentiles import percentile
from bench.processor_time import seconds_of
from bench.stage import Stage
from bench.websockets.crowd import Crowd, Watcher
from bench.websockets.dialects import Dialect, version_of
from bench.websockets.writer import Burst
from flashsale.development.failing import CannotRun
from orders.management.progress import progress

SETTLE_SECONDS = 1.0
SILENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Load:
    """`sockets` watch while the count changes in `bursts`, each of `seconds`."""

    sockets: int = 2_000
    bursts: int = 4
    seconds: float = 2.0
    changes_per_second: float = 50.0


@dataclass(frozen=True, slots=True)
class Measured:
    """Rates are snapshots a second of one socket. `late` last values never came, or too late.

    The processor's time is the server's alone; `client_busy` is the client's share of one core:
    near 1, it is the client that was measured.
    """

    sockets: int
    lost: int
    messages: int
    rate_min: float
    rate_median: float
    last_value_p50_ms: float
    last_value_p99_ms: float
    late: int
    cpu_us_per_message: float | None
    client_busy: float


def measure(
    stage: Stage, dialect: Dialect, *, port: int, server: int, pool: str, load: Load
) -> Measured:
    """`load` was put on the server (a process id), which speaks `dialect` at `port`."""
    crowd = Crowd(port, dialect)
    try:
        for _ in progress(range(load.sockets), unit=" sockets"):
            crowd.open_one()
        settled_at = time.monotonic() + SETTLE_SECONDS
        crowd.watch(until=lambda: time.monotonic() > settled_at)
        return _measure_open(crowd, stage, server=server, pool=pool, load=load)
    finally:
        crowd.leave()


def _measure_open(crowd: Crowd, stage: Stage, *, server: int, pool: str, load: Load) -> Measured:
    messages, began_at = crowd.messages(), time.monotonic()
    cpu, client_cpu = seconds_of([server]), time.process_time()
    with _writer(stage, pool, load) as writer:
        crowd.watch(until=lambda: writer.poll() is not None)
        told = writer.stdout.read() if writer.stdout else ""
    cpu_after = seconds_of([server])
    client_busy = (time.process_time() - client_cpu) / (time.monotonic() - began_at)
    messages = crowd.messages() - messages
    if writer.returncode:
        raise CannotRun("The process that changes the count failed; its message stands above.")
    if not messages:
        raise CannotRun("No snapshot arrived while the count changed.")
    bursts = [Burst(**json.loads(line)) for line in told.splitlines()]
    rates = [rate(watcher, bursts) for watcher in crowd.watchers]
    told_after = [delay(watcher, burst) for burst in bursts for watcher in crowd.watchers]
    delays = [seconds for seconds in told_after if seconds is not None]
    return Measured(
        sockets=len(crowd.watchers),
        lost=crowd.lost,
        messages=messages,
        rate_min=round(min(rates), 2),
        rate_median=round(median(rates), 2),
        last_value_p50_ms=round(median(delays) * 1000, 1) if delays else 0.0,
        last_value_p99_ms=round(percentile(delays, 99) * 1000, 1) if delays else 0.0,
        late=len(told_after) - len(delays),
        cpu_us_per_message=_cpu_us(cpu, cpu_after, messages=messages),
        client_busy=round(client_busy, 2),
    )


def _writer(stage: Stage, pool: str, load: Load) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own words
        [
            sys.executable, "-m", "bench.websockets.writer", pool,
            "--bursts", str(load.bursts), "--seconds", str(load.seconds),
            "--silence", str(SILENCE_SECONDS), "--changes", str(load.changes_per_second),
        ],
        env=dict(stage.children.environment),
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def _cpu_us(before: float | None, after: float | None, *, messages: int) -> float | None:
    if before is None or after is None:
        return None
    return round((after - before) / messages * 1e6, 1)


def rate(watcher: Watcher, bursts: Sequence[Burst]) -> float:
    """Snapshots a second while the count changed."""
    number = sum(
        burst.began_at <= at <= burst.changed_at for burst in bursts for at, _ in watcher.arrived
    )
    return number / sum(burst.changed_at - burst.began_at for burst in bursts)


def delay(watcher: Watcher, burst: Burst) -> float | None:
    """The seconds from the last change of the burst until the watcher knew it; None: never."""
    within = [seen for seen in watcher.arrived if burst.began_at <= seen[0] < burst.ended_at]
    newest = list(takewhile(lambda seen: version_of(seen[1]) >= burst.version, reversed(within)))
    return max(0.0, newest[-1][0] - burst.changed_at) if newest else None
