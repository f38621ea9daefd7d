"""One hot pool: by the number of clients, and by the number of processes they are in."""

from typing import Any

from bench.engine.rounds import Passed, as_data, compared, drivers, ratio

DRIVERS = ("plain", "lua", "grouped")
ROUNDS = 3

CLIENTS = (1, 4, 16, 64, 128)
CURVE_SECONDS = 2.0
CURVE_TAKES = len(CLIENTS) * len(DRIVERS) * CURVE_SECONDS

PROCESSES = (2, 16)
DUEL_SECONDS = 3.0
DUEL_TAKES = len(PROCESSES) * ROUNDS * len(DRIVERS) * DUEL_SECONDS

SOLD_OUT_SECONDS = 2.0
SOLD_OUT_TAKES = ROUNDS * len(DRIVERS) * SOLD_OUT_SECONDS


def curve(passed: Passed) -> dict[str, Any]:
    """Number of clients, in 2 processes → the figures of each driver; for the plot."""
    found = {}
    for clients in CLIENTS:
        runs = drivers(
            DRIVERS, passed=passed, seconds=CURVE_SECONDS,
            clients=clients, processes=min(2, clients),
        )  # fmt: skip
        found[str(clients)] = as_data(compared(runs, rounds=1))
    return found


def duel(passed: Passed) -> dict[str, Any]:
    """Number of processes that 64 clients are in → figures, and what the script's are to ours."""
    found = {}
    for processes in PROCESSES:
        runs = drivers(DRIVERS, passed=passed, seconds=DUEL_SECONDS, processes=processes)
        told = compared(runs, rounds=ROUNDS)
        found[str(processes)] = {
            **as_data(told), "grouped / lua": ratio(told["grouped"], told["lua"]),
        }  # fmt: skip
    return found


def sold_out(passed: Passed) -> dict[str, Any]:
    """Refusals, where nothing is free and nothing is held; 64 clients in 2 processes."""
    runs = drivers(DRIVERS, passed=passed, seconds=SOLD_OUT_SECONDS, sold_out=True)
    told = compared(runs, rounds=ROUNDS)
    return {**as_data(told), "grouped / lua": ratio(told["grouped"], told["lua"])}
