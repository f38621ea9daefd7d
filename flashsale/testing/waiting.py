"""Waiting for what other processes do."""

import time
from collections.abc import Callable

LONGEST_SECONDS = 40.0
PAUSE_SECONDS = 0.02


def wait_until(is_so: Callable[[], bool], *, seconds: float = LONGEST_SECONDS) -> None:
    """It is so. Raises TimeoutError."""
    give_up_at = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"still not so after {seconds:g} seconds")
        time.sleep(PAUSE_SECONDS)
