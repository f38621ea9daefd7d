"""Every verb in any order, through either shell, beside a model in Python."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from inventory import api, keys
from inventory.shells import threads
from inventory.tests import given
from inventory.tests.books import checked_books
from inventory.tests.machine import BUYERS, BothShells, TwoPools, both_shells, said
from inventory.tests.model import ModelHold, ModelOrder, ModelPool

EXTENSION_SECONDS = 120
TERMS = api.Terms(
    per_buyer_limit=4, hold_seconds=given.HOLD_SECONDS, opens_at=0, closes_at=None, paused=False,
    epoch=1,
)  # fmt: skip
pools = st.sampled_from(("left", "right"))
buyers = st.sampled_from(BUYERS)
orders = st.sampled_from(("o1", "o2", "o3", "o4"))
operations = st.sampled_from(("first", "second", "third"))
few = st.integers(min_value=1, max_value=5)


class Shop(TwoPools):
    """Two pools, which may be missing; three buyers; four orders a pool."""

    @initialize(lots=st.integers(min_value=0, max_value=1 << 32))
    def begin(self, lots: int) -> None:
        self.shells.lots = Random(lots)
        for name in ("left", "right"):
            self.open(name, units=6)

    # Buyers

    @rule(pool=pools, buyer=buyers, units=few)
    def reserve(self, pool: str, buyer: str, units: int) -> None:
        outcome = said(api.reserve, self.real(pool), buyer=self.real(buyer), units=units)
        if self.check(pool, outcome, lambda model: model.reserve(buyer, units)):
            holds = self.pools[pool].holds
            is_new = buyer not in holds
            if is_new:
                ends = outcome.server_time + given.HOLD_SECONDS * 1_000
                holds[buyer] = ModelHold(0, outcome.hold.token, ends)
            assert outcome.changed == (holds[buyer].units < units)
            holds[buyer].units = max(holds[buyer].units, units)
            self.same_hold(outcome.hold, holds[buyer])

    @rule(pool=pools, buyer=buyers, units=few)
    def set_units(self, pool: str, buyer: str, units: int) -> None:
        outcome = said(api.set_units, self.real(pool), buyer=self.real(buyer), units=units)
        if self.check(pool, outcome, lambda model: model.set_units(buyer, units)):
            hold = self.pools[pool].holds[buyer]
            assert outcome.changed == (hold.units != units)
            hold.units = units
            self.same_hold(outcome.hold, hold)

    @rule(pool=pools, buyer=buyers)
    def extend(self, pool: str, buyer: str) -> None:
        outcome = said(
            api.extend, self.real(pool), buyer=self.real(buyer), seconds=EXTENSION_SECONDS
        )
        refused = lambda model: None if buyer in model.holds else "HoldExpired"  # noqa: E731
        if self.check(pool, outcome, refused):
            hold = self.pools[pool].holds[buyer]
            assert outcome.changed == (not hold.extended)
            hold.ends += 0 if hold.extended else EXTENSION_SECONDS * 1_000
            hold.extended = True
            self.same_hold(outcome.hold, hold)

    @rule(pool=pools, buyer=buyers)
    def release(self, pool: str, buyer: str) -> None:
        outcome = said(api.release, self.real(pool), buyer=self.real(buyer))
        model = self.pools.get(pool)
        hold = model.holds.pop(buyer, None) if model else None
        self.check(pool, outcome, lambda _: hold.units if hold else 0)

    # Orders

    @rule(pool=pools, order=orders, buyer=buyers, more=st.sampled_from((0, 0, 0, 1)),
          is_stale=st.sampled_from((False, False, False, True)))  # fmt: skip
    def claim(self, pool: str, order: str, buyer: str, more: int, is_stale: bool) -> None:
        model = self.pools.get(pool)
        agreed = model and (model.holds.get(buyer) or model.orders.get(order))
        units = (agreed.units if agreed else 1) + more
        token = "stale" if is_stale or not agreed else agreed.token
        outcome = said(
            api.claim, self.real(pool), order=order, buyer=self.real(buyer), units=units,
            token=token,
        )  # fmt: skip
        if self.check(pool, outcome, lambda model: model.claim(order, buyer, units, token)):
            made = self.pools[pool].orders[order]
            assert (outcome.units, outcome.token, outcome.expires_at, outcome.state) == (
                made.units, made.token, made.ends, made.state,
            )  # fmt: skip

    @rule(pool=pools, order=orders)
    def unclaim(self, pool: str, order: str) -> None:
        outcome = said(api.unclaim, self.real(pool), order=order)
        self.check(pool, outcome, lambda model: model.unclaim(order))

    @rule(pool=pools, order=orders)
    def settle(self, pool: str, order: str) -> None:
        outcome = said(api.settle, self.real(pool), order=order)
        self.check(pool, outcome, lambda model: model.settle(order))

    @rule(pool=pools, order=orders)
    def restock(self, pool: str, order: str) -> None:
        outcome = said(api.restock, self.real(pool), order=order)
        self.check(pool, outcome, lambda model: model.restock(order))

    # The clock

    @rule(pool=pools, buyer=buyers)
    def a_hold_runs_out(self, pool: str, buyer: str) -> None:
        model = self.pools.get(pool)
        if model and buyer in model.holds:
            hold = model.holds.pop(buyer)
            given.ran_out(
                api.Hold(self.real(pool), self.real(buyer), hold.units, hold.token, hold.ends)
            )

    @rule(pool=pools, order=orders)
    def the_time_of_a_claim_runs_out(self, pool: str, order: str) -> None:
        model = self.pools.get(pool)
        if model and order in model.orders and model.orders[order].state == "claimed":
            claim = model.orders[order]
            claim.is_over, claim.ends = True, given.now() - 1_000
            given.claim_ends_at(self.real(pool), order, claim.ends)

    @rule(pool=pools)
    def sweep(self, pool: str) -> None:
        if pool in self.pools:
            dead = checked_books(self.real(pool)).pool.held - self.pools[pool].held
            assert api.sweep_expired(self.real(pool)) == dead
            assert checked_books(self.real(pool)).pool.held == self.pools[pool].held

    # Staff

    @rule(pool=pools, units=few)
    def open(self, pool: str, units: int) -> None:
        stock = api.open_pool(
            self.real(pool), units=units, per_buyer_limit=4, hold_seconds=given.HOLD_SECONDS,
            opens_at=0, closes_at=None,
        )  # fmt: skip
        self.pools.setdefault(pool, ModelPool(units=units, limit=4))
        assert stock.units == self.pools[pool].units

    @rule(pool=pools)
    def release_all(self, pool: str) -> None:
        held = checked_books(self.real(pool)).pool.held if pool in self.pools else 0
        outcome = said(api.release_all, self.real(pool))
        if self.check(pool, outcome, lambda _: held) or pool in self.pools:
            self.pools[pool].holds.clear()

    @rule(pool=pools, paused=st.booleans())
    def pause_or_resume(self, pool: str, paused: bool) -> None:
        outcome = said(api.pause if paused else api.resume, self.real(pool))
        if self.check(pool, outcome, lambda _: None):
            self.pools[pool].paused = paused

    @rule(pool=pools, phase=st.sampled_from(("open", "open", "upcoming", "ended")))
    def reschedule(self, pool: str, phase: str) -> None:
        now = given.now()
        opens_at = now + 900_000 if phase == "upcoming" else 0
        closes_at = now if phase == "ended" else None
        outcome = said(api.reschedule, self.real(pool), opens_at=opens_at, closes_at=closes_at)
        if self.check(pool, outcome, lambda _: None):
            self.pools[pool].phase = phase

    @rule(pool=pools, limit=few)
    def set_limit(self, pool: str, limit: int) -> None:
        outcome = said(api.set_limit, self.real(pool), per_buyer_limit=limit)
        if self.check(pool, outcome, lambda _: None):
            self.pools[pool].limit = limit
            self.highest_limit = max(self.highest_limit, limit)

    @rule(pool=pools, operation=operations, units=st.integers(min_value=-4, max_value=4))
    def add_units(self, pool: str, operation: str, units: int) -> None:
        outcome = said(api.add_units, self.real(pool), units=units, operation=operation)
        self.check(pool, outcome, lambda model: model.add_units(operation, units))

    @rule(pool=pools)
    def close(self, pool: str) -> None:
        outcome = said(api.close_pool, self.real(pool))
        self.check(pool, outcome, lambda model: model.close())

    @rule(pool=pools)
    def lose(self, pool: str) -> None:
        given.client().delete(keys.pool(self.real(pool)))
        self.pools.pop(pool, None)

    @rule(pool=pools, force=st.booleans())
    def rebuild(self, pool: str, force: bool) -> None:
        known = self.pools.get(pool, ModelPool(units=6, limit=4))
        kept = {
            name: ModelOrder(order.state, order.buyer, order.units, order.token, is_over=True)
            for name, order in known.orders.items() if order.state in ("claimed", "settled")
        }  # fmt: skip
        claims = [
            api.Claim(
                name, self.real(order.buyer), order.units, order.token, 0,
                api.ClaimState(order.state),
            )
            for name, order in kept.items()
        ]  # fmt: skip
        written = api.rebuild_pool(
            self.real(pool), units=known.units, terms=TERMS, claims=claims, force=force
        )
        assert written == (force or pool not in self.pools)
        if written:
            self.pools[pool] = ModelPool(units=known.units, limit=4, orders=kept)


@pytest.fixture(autouse=True)
def shells(monkeypatch: pytest.MonkeyPatch) -> Iterator[BothShells]:
    """Each verb goes through the threads' shell or through a loop's, as the lots say."""
    with both_shells() as shells:
        monkeypatch.setattr(threads, "shell", lambda: shells)
        monkeypatch.setattr(Shop, "shells", shells, raising=False)
        yield shells
    assert min(shells.went.values()) > 100, "both were asked"


def explore(*, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )  # fmt: skip


def test_every_verb_in_any_order() -> None:
    explore(examples=80, steps=40)


@pytest.mark.slow
def test_every_verb_in_any_order_for_long() -> None:
    explore(examples=1_000, steps=60)
