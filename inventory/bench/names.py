"""Pools and buyers of a run: ids as long as real ones, each with the run's name in it."""

import secrets

IN_BULK = 0xFFFF
"""The lap of those who hold from the beginning."""


def new_run() -> str:
    """The name of a run: 12 characters that stand in no other key."""
    return secrets.token_hex(6)


def pool_id(run: str, number: int) -> str:
    return f"bench-{run}-{number:017}"


def buyer_ending(run: str, *, lap: int, process: int = 0, client: int = 0) -> str:
    """What follows the number of the press in a buyer's id. Another lap has other buyers."""
    return f"-{process:04x}-{client:04x}-{lap:04x}-{run}"


def buyer(number: int, ending: str) -> str:
    """The id of the buyer who presses as this client's `number`th."""
    return f"{number:08x}{ending}"
