"""Many pools in one rush: what they cost, and whether a hot one starves the others."""

from typing import Any

from bench.engine.rounds import Passed, as_data, compared, press, ratio

POOLS = 200
SECONDS = 3.0
ROUNDS = 3
TAKES = 3 * ROUNDS * SECONDS


def many_pools(passed: Passed) -> dict[str, Any]:
    """One pool, 200, and 200 of which one gets half of all presses (its own times left out)."""
    told = compared(
        {
            "1 pool": lambda: press("grouped", passed=passed, seconds=SECONDS),
            f"{POOLS} pools": lambda: press("grouped", passed=passed, seconds=SECONDS, pools=POOLS),
            "one is hot": lambda: press(
                "grouped", passed=passed, seconds=SECONDS, pools=POOLS, hot=True
            ),
        },
        rounds=ROUNDS,
    )
    one, many, hot = told.values()
    return {
        **as_data(told),
        f"{POOLS} pools / 1 pool": ratio(many, one),
        "others with a hot one / without": ratio(hot, many),
    }
