"""The tables of README.md are those that the rules are tested with."""

from pathlib import Path

import pytest

import inventory
from inventory import api, keys
from inventory.errors import ClaimRefused
from inventory.tests import claim_table as claims
from inventory.tests import hold_table as holds
from inventory.tests import pool_table as pools

README = (Path(inventory.__file__).parent / "README.md").read_text()
LINES = README.splitlines()


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def claim_cell(state: str, verb: str) -> str:
    outcome, state_after, _ = claims.TABLE[state, verb]
    if isinstance(outcome, tuple) and outcome[0] is ClaimRefused:
        return "✗"
    return "=" if state_after == state else f"→ {state_after}"


def hold_cell(state: str, verb: str) -> str:
    words, units, _ = holds.TABLE[state, verb]
    return f"{words}, {units}"


def pool_cell(state: str, verb: str) -> str:
    outcome = pools.EXPECTED[state][verb]
    return "✓" if outcome == pools.DONE else outcome


def test_claims() -> None:
    assert row("order is", *claims.VERBS) in LINES
    for state in claims.STEPS:
        assert row(state, *(claim_cell(state, verb) for verb in claims.VERBS)) in LINES


def test_holds() -> None:
    assert row("hold is", *holds.VERBS) in LINES
    for state in holds.STATES:
        assert row(state, *(hold_cell(state, verb) for verb in holds.VERBS)) in LINES


def test_pools() -> None:
    assert row("verb", *pools.EXPECTED) in LINES
    for verb in pools.VERBS:
        assert row(verb, *(pool_cell(state, verb) for state in pools.EXPECTED)) in LINES


@pytest.mark.parametrize(
    "name", [keys.pool, keys.holds, keys.expiry, keys.bought, keys.orders, keys.ledger]
)
def test_each_key_of_a_pool_is_listed(name: object) -> None:
    assert f"| `{name('pool')}` |" in README  # type: ignore[operator]


def test_each_key_of_a_buyer_is_listed() -> None:
    assert f"| `{keys.ttl('pool', '<buyer>')}` |" in README
    assert f"| `{keys.rest('pool', '<buyer>')}` |" in README
    assert f"| `{keys.pools_of('<buyer>')}` |" in README


def test_each_verb_is_told() -> None:
    verbs = {name for name in api.__all__ if name[0].islower()} - {"refuse_evicting_redis"}
    assert {verb for verb in verbs if f"`{verb}`" not in README} == set()
