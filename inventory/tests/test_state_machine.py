"""Every verb in any order, through either shell, beside a model in Python."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from inventory import api, keys
from inventory.shells import threads
from inventory.tests import given
from inventory.tests.books import checked_books
from inventory.tests.machine import (
    BUYERS,
    BothShells,
    both_shells,
    buyers,
    orders,
    pools,
    said,
)
from inventory.tests.model import ModelHold, ModelPool
from inventory.tests.passing_time import PassingTime

EXTENSION_SECONDS = 120
COOLDOWN_SECONDS = 900
TERMS = api.Terms(
    per_buyer_limit=4, hold_seconds=600, opens_at=0, closes_at=None, paused=False, epoch=1
)
operations = st.sampled_from(("first", "second", "third"))
cooldowns = st.sampled_from((0, COOLDOWN_SECONDS))
few = st.integers(min_value=1, max_value=5)


class Shop(PassingTime):
    """Two pools, which may be missing; three buyers, one of whom has let go; four orders a pool."""

    @initialize(lots=st.integers(min_value=0, max_value=1 << 32))
    def begin(self, lots: int) -> None:
        self.shells.lots = Random(lots)
        for name in ("left", "right"):
            self.pausing[name] = set()
            self.open(name, units=6, cooldown=COOLDOWN_SECONDS if name == "right" else 0)
            for buyer in BUYERS:
                self.reserve(name, buyer, units=1)
            self.release(name, "cid")

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
        self.check(pool, outcome, lambda model: model.give_up(buyer))

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

    # Staff

    @rule(pool=pools, units=few, cooldown=cooldowns)
    def open(self, pool: str, units: int, cooldown: int) -> None:
        stock = api.open_pool(
            self.real(pool), units=units, per_buyer_limit=4, hold_seconds=given.HOLD_SECONDS,
            opens_at=0, closes_at=None, epoch=next(self.epochs), cooldown_seconds=cooldown,
        )  # fmt: skip
        new = ModelPool(units, limit=4, cooldown=cooldown, pausing=self.pausing[pool])
        self.pools.setdefault(pool, new)
        self.lost.pop(pool, None)
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

    @rule(pool=pools, cooldown=cooldowns)
    def set_cooldown(self, pool: str, cooldown: int) -> None:
        self.sweep(pool)  # who takes a hold back tells which pause it was
        outcome = said(api.set_cooldown, self.real(pool), cooldown_seconds=cooldown)
        if self.check(pool, outcome, lambda _: None):
            self.pools[pool].cooldown = cooldown

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
        if pool in self.pools:
            self.lost[pool] = self.pools.pop(pool)

    @rule(pool=pools)
    def withdraw(self, pool: str) -> None:
        assert api.withdraw_pool(self.real(pool), up_to_epoch=next(self.epochs)) is not None
        if pool in self.pools:
            self.lost[pool] = self.pools.pop(pool)

    @rule(pool=pools, force=st.booleans(), cooldown=cooldowns)
    def rebuild(self, pool: str, force: bool, cooldown: int) -> None:
        nothing = ModelPool(units=6, limit=4, pausing=self.pausing[pool])
        known = self.pools.get(pool) or self.lost.get(pool) or nothing
        epoch = next(self.epochs)
        withdrawal = api.withdraw_pool(self.real(pool), up_to_epoch=epoch if force else None)
        assert (withdrawal is None) == (pool in self.pools and not force)
        rebuilt = known.rebuilt(limit=4, cooldown=cooldown) if withdrawal else known
        claims = [
            api.Claim(
                name, self.real(order.buyer), order.units, order.token, 0,
                api.ClaimState(order.state),
            )
            for name, order in rebuilt.orders.items()
        ]  # fmt: skip
        written = api.rebuild_pool(
            self.real(pool), withdrawal=withdrawal or "nobody's", units=known.units,
            terms=replace(TERMS, epoch=epoch, cooldown_seconds=cooldown), claims=claims,
        )  # fmt: skip
        assert written == (withdrawal is not None)
        if written:
            self.pools[pool] = rebuilt
            self.lost.pop(pool, None)


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
@pytest.mark.search
def test_every_verb_in_any_order_for_long() -> None:
    explore(examples=1_000, steps=60)
