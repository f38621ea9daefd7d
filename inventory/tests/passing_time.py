"""The rules by which time passes for the engine and its model alike."""

from hypothesis.stateful import rule

from inventory import api, keys
from inventory.tests import given
from inventory.tests.books import checked_books
from inventory.tests.machine import TwoPools, buyers, orders, pools


class PassingTime(TwoPools):
    """Holds, claims and pauses may come to their end."""

    @rule(pool=pools, buyer=buyers)
    def a_hold_runs_out(self, pool: str, buyer: str) -> None:
        model = self.pools.get(pool)
        if model and buyer in model.holds:
            hold = model.holds[buyer]
            given.ran_out(
                api.Hold(self.real(pool), self.real(buyer), hold.units, hold.token, hold.ends)
            )
            model.give_up(buyer)
            if model.cooldown:
                self.sweep(pool)  # the model's pauses begin at once

    @rule(pool=pools, buyer=buyers)
    def a_pause_ends(self, pool: str, buyer: str) -> None:
        if buyer in self.pausing[pool]:
            given.client().set(keys.rest(self.real(pool), self.real(buyer)), given.now())
            self.pausing[pool].remove(buyer)

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
