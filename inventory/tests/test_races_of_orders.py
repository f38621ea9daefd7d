"""Orders in races: against the clock, against their own undoing, and against each other."""

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest

from inventory import api, keys, reading
from inventory.reading import Command, ReadPlan
from inventory.tests import given
from inventory.tests.books import Books, checked_books
from inventory.tests.races import Act, at_once, refusals

BeforeExec = Callable[..., None]

pytestmark = pytest.mark.usefixtures("patience")


class TestPayAgainstTimeUp:
    """No claim (and no change of a hold) is written after the hold's time."""

    LEFT_MS = 300
    VERBS: dict[str, Callable[[api.Hold], object]] = {
        "claim": lambda hold: given.claim_of(hold, order="order"),
        "set_units": lambda hold: api.set_units(hold.pool_id, buyer=hold.buyer, units=1),
        "extend": lambda hold: api.extend(hold.pool_id, buyer=hold.buyer, seconds=60),
    }

    def hold_that_ends_soon(self) -> api.Hold:
        hold = given.a_hold(given.an_open_pool(), units=2)
        given.ends_at(hold, given.now() + self.LEFT_MS)
        return hold

    @pytest.mark.parametrize("verb", VERBS)
    def test_time_that_is_up_between_read_and_exec_aborts(
        self, verb: str, before_exec: BeforeExec
    ) -> None:
        hold = self.hold_that_ends_soon()
        before_exec(lambda: self.wait_for_the_end_of(hold))
        with pytest.raises(api.HoldExpired):
            self.VERBS[verb](hold)
        books = checked_books(hold.pool_id)
        assert books.counters == (10, 10, 0, 0, 0)
        assert books.kinds == ["open", "reserve", "expire"]

    def test_without_the_watched_ttl_key_the_claim_would_be_written(
        self, before_exec: BeforeExec, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The negative control: the pool alone is watched."""

        def only_the_pool(plan: ReadPlan) -> Command:
            return ("WATCH", keys.pool(plan.pool_id))

        monkeypatch.setattr(reading, "watch_command", only_the_pool)
        hold = self.hold_that_ends_soon()
        before_exec(lambda: self.wait_for_the_end_of(hold))
        given.claim_of(hold, order="order")
        with pytest.raises(AssertionError):
            self.check_no_claim_after_its_time(hold.pool_id)

    def test_no_claim_commits_after_its_hold_s_time(self) -> None:
        """Forty holds end one after the other while eight threads try to pay them."""
        pool_id = given.an_open_pool(units=100)
        holds = [given.a_hold(pool_id, units=2) for _ in range(40)]
        begin = given.now()
        for number, hold in enumerate(holds):
            given.ends_at(hold, begin + 5 * number)
        given.ends_at(holds[0], begin - 1)
        given.ends_at(holds[-1], begin + 60_000)
        outcomes = at_once(*[
            lambda part=part: [self.paid(hold) for hold in holds[part::8]] for part in range(8)
        ])  # fmt: skip
        paid = sum(outcome.count(True) for outcome in outcomes)
        assert 1 <= paid <= 39, "the last can always be paid, the first never"
        books = self.check_no_claim_after_its_time(pool_id)
        assert books.counters[3] == 2 * paid

    def paid(self, hold: api.Hold) -> bool:
        try:
            given.claim_of(hold, order=str(uuid4()))
        except api.HoldExpired:
            return False
        return True

    def check_no_claim_after_its_time(self, pool_id: str) -> Books:
        books = checked_books(pool_id)
        for movement, at in zip(books.movements, books.written_at, strict=True):
            if movement.kind == "claim":
                assert at <= books.claims[movement.order].expires_at
        return books

    def wait_for_the_end_of(self, hold: api.Hold) -> None:
        """Really waits, since Redis's own clock is tested; the TTL key itself is not touched."""
        ends = given.client().zscore(keys.expiry(hold.pool_id), hold.buyer)
        while given.now() <= (ends or 0):
            threading.Event().wait(0.005)


class TestOrders:
    def test_an_unclaim_that_races_its_claim_leaves_nothing_claimed(self) -> None:
        pool_id = given.an_open_pool(units=40)
        holds = [given.a_hold(pool_id) for _ in range(20)]
        acts: list[Act] = []
        for hold in holds:
            order = given.an_order()
            acts.append(lambda hold=hold, order=order: given.claim_of(hold, order=order))
            acts.append(lambda order=order: api.unclaim(pool_id, order=order))
        at_once(*acts)
        books = checked_books(pool_id)
        assert {claim.state for claim in books.claims.values()} <= {
            api.ClaimState.UNCLAIMED, api.ClaimState.VOID,
        }  # fmt: skip
        assert books.holds == {hold.buyer: hold for hold in holds}
        assert books.counters == (40, 20, 20, 0, 0)

    def test_two_orders_cannot_claim_one_hold(self) -> None:
        pool_id = given.an_open_pool()
        hold = given.a_hold(pool_id)
        outcomes = at_once(*[
            lambda: given.claim_of(hold, order=str(uuid4())) for _ in range(8)
        ])  # fmt: skip
        assert refusals(outcomes) == [api.HoldExpired] * 7
        assert checked_books(pool_id).counters == (10, 9, 0, 1, 0)

    def test_ten_equal_claims_are_one(self) -> None:
        pool_id = given.an_open_pool()
        hold = given.a_hold(pool_id)
        outcomes = at_once(*[lambda: given.claim_of(hold, order="order")] * 10)
        assert len(set(outcomes)) == 1
        assert checked_books(pool_id).kinds == ["open", "reserve", "claim"]

    def test_ten_restocks_are_one(self) -> None:
        pool_id = given.an_open_pool()
        claim = given.a_claim(pool_id)
        api.settle(pool_id, order=claim.order)
        outcomes = at_once(*[lambda: api.restock(pool_id, order=claim.order)] * 10)
        assert outcomes == [api.ClaimState.RESTOCKED] * 10
        assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)
