"""Withdrawing and rebuilding pools on the real server."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from inventory import api, keys
from inventory.bench.holding import hold_in_bulk
from inventory.tests import given
from inventory.tests.books import Books, checked_books, everything

TERMS = api.Terms(
    per_buyer_limit=5, hold_seconds=600, opens_at=0, closes_at=None, paused=False, epoch=2
)


class TestWithdraw:
    def test_every_verb_is_refused_and_what_is_beside_the_pool_stays(self) -> None:
        pool_id = given.an_open_pool()
        hold = given.a_hold(pool_id)
        before, version = everything(pool_id), api.stock(pool_id).version
        withdrawal = api.withdraw_pool(pool_id, up_to_epoch=1)
        assert withdrawal is not None
        gap: Any = given.client().hgetall(keys.pool(pool_id))
        withdrawn_at = int(gap.pop(b"withdrawn_at"))
        assert 0 <= given.now() - withdrawn_at < 10_000
        assert gap == {
            b"version": str(version + 1).encode(), b"withdrawal": withdrawal.encode(),
        }  # fmt: skip
        after = everything(pool_id)
        del before[keys.pool(pool_id)], after[keys.pool(pool_id)]
        assert after == before
        with pytest.raises(api.PoolMissing):
            given.a_hold(pool_id)
        with pytest.raises(api.PoolMissing):
            given.claim_of(hold, order=given.an_order())
        assert api.stocks([pool_id]) == {pool_id: None}
        assert api.holds_of(hold.buyer).holds == ()

    def test_a_pool_that_is_there_is_left_alone_unless_its_epoch_is_named(self) -> None:
        pool_id = given.an_open_pool()
        before = everything(pool_id)
        assert api.withdraw_pool(pool_id) is None
        assert api.withdraw_pool(pool_id, up_to_epoch=0) is None
        assert everything(pool_id) == before

    def test_what_is_under_way_is_not_done(self, before_exec: Callable[..., None]) -> None:
        pool_id = given.an_open_pool()
        before_exec(lambda: api.withdraw_pool(pool_id, up_to_epoch=1))
        with pytest.raises(api.PoolMissing):
            given.a_hold(pool_id)


def rebuilt(pool_id: str, *claims: api.Claim, units: int = 10) -> Books:
    """The pool is withdrawn and rebuilt; returns its books, which add up."""
    withdrawal = api.withdraw_pool(pool_id, up_to_epoch=TERMS.epoch - 1)
    assert withdrawal is not None
    assert api.rebuild_pool(
        pool_id, withdrawal=withdrawal, units=units, terms=TERMS, claims=claims
    ) is True  # fmt: skip
    return checked_books(pool_id)


class TestRebuild:
    def claims(self) -> tuple[api.Claim, ...]:
        states = (api.ClaimState.CLAIMED, api.ClaimState.SETTLED)
        return tuple(api.Claim(f"order {state}", "ann", 2, "t", 0, state) for state in states)

    def test_a_missing_pool_is_what_the_database_says(self) -> None:
        pool_id = str(uuid4())
        books = rebuilt(pool_id, *self.claims())
        assert books.counters == (10, 6, 0, 2, 2)
        assert books.bought == {"ann": 4}
        assert books.kinds == ["rebuild"] * 3
        assert (books.pool.epoch, books.pool.version) == (2, 2)
        assert api.settle(pool_id, order="order claimed") is api.ClaimState.SETTLED

    def test_a_pool_that_is_there_is_left_alone(self) -> None:
        pool_id = given.an_open_pool()
        given.a_hold(pool_id)
        before = everything(pool_id)
        assert not api.rebuild_pool(pool_id, withdrawal="", units=1, terms=TERMS, claims=())
        assert everything(pool_id) == before

    def test_one_that_was_withdrawn_again_since_is_not_written_from_old_news(self) -> None:
        pool_id = given.an_open_pool()
        old = api.withdraw_pool(pool_id, up_to_epoch=1)
        rebuilt(pool_id)
        new = api.withdraw_pool(pool_id, up_to_epoch=2)
        assert old is not None
        assert new is not None
        third = replace(TERMS, epoch=3)
        for withdrawal, is_written in ((old, False), (new, True)):
            assert api.rebuild_pool(
                pool_id, withdrawal=withdrawal, units=10, terms=third, claims=()
            ) is is_written  # fmt: skip

    def test_one_that_was_lost_since_is_not_written_either(self) -> None:
        pool_id = given.an_open_pool()
        withdrawal = api.withdraw_pool(pool_id, up_to_epoch=1) or ""
        given.client().delete(keys.pool(pool_id))
        assert not api.rebuild_pool(
            pool_id, withdrawal=withdrawal, units=10, terms=TERMS, claims=()
        )

    def test_live_holds_are_kept_and_can_be_paid(self) -> None:
        pool_id = given.an_open_pool()
        kept, dead, unpayable = (given.a_hold(pool_id, units=2) for _ in range(3))
        given.ran_out(dead)
        given.client().delete(keys.ttl(pool_id, unpayable.buyer))
        version = api.stock(pool_id).version
        books = rebuilt(pool_id, *self.claims())
        assert books.counters == (10, 4, 2, 2, 2)
        assert books.holds == {kept.buyer: kept}
        assert books.pool.version == version + 2
        assert given.claim_of(kept, order=given.an_order()).units == 2
        for buyer in (dead.buyer, unpayable.buyer):
            assert given.a_hold(pool_id, buyer=buyer).units == 1
        assert checked_books(pool_id).counters == (10, 2, 2, 4, 2)

    def test_a_kept_hold_is_in_the_cart_although_it_was_asked_for_in_the_meantime(self) -> None:
        pool_id = given.an_open_pool()
        hold = given.a_hold(pool_id)
        withdrawal = api.withdraw_pool(pool_id, up_to_epoch=1)
        assert withdrawal is not None
        with pytest.raises(api.PoolMissing):
            api.reserve(pool_id, buyer=hold.buyer, units=hold.units)
        api.rebuild_pool(pool_id, withdrawal=withdrawal, units=10, terms=TERMS, claims=[])
        assert api.holds_of(hold.buyer).holds == (hold,)

    def test_a_thousand_holds_are_kept(self) -> None:
        pool_id = given.an_open_pool(units=1_100)
        hold_in_bulk(pool_id, "run", count=1_000)
        assert rebuilt(pool_id, units=1_100).counters == (1_100, 100, 1_000, 0, 0)

    def test_a_claimed_hold_keeps_its_time(self) -> None:
        pool_id = given.an_open_pool()
        hold = given.a_hold(pool_id, units=2)
        order = given.an_order()
        given.claim_of(hold, order=order)
        known = api.Claim(order, hold.buyer, 2, hold.token, 0, api.ClaimState.CLAIMED)
        assert rebuilt(pool_id, known).counters == (10, 8, 0, 2, 0)
        api.unclaim(pool_id, order=order)
        assert checked_books(pool_id).holds == {hold.buyer: hold}

    def test_the_ledger_of_the_lost_pool_is_left(self) -> None:
        pool_id = given.an_open_pool()
        hold = given.a_hold(pool_id)
        given.client().delete(keys.pool(pool_id))
        books = rebuilt(pool_id)
        assert [(one.kind, one.epoch, one.buyer) for one in books.movements] == [
            ("open", 1, ""), ("reserve", 1, hold.buyer),
            ("rebuild", 2, hold.buyer), ("rebuild", 2, ""),
        ]  # fmt: skip

    def test_counters_that_were_tampered_with_are_mended(self) -> None:
        pool_id = given.an_open_pool(units=10)
        given.client().hset(keys.pool(pool_id), "available", 99)
        assert rebuilt(pool_id, *self.claims(), units=8).counters == (8, 4, 0, 2, 2)

    def test_a_closed_pool_stays_closed(self) -> None:
        pool_id = str(uuid4())
        withdrawal = api.withdraw_pool(pool_id) or ""
        api.rebuild_pool(
            pool_id, withdrawal=withdrawal, units=2, terms=TERMS, claims=self.claims()[1:],
            returned=8,
        )  # fmt: skip
        assert (api.stock(pool_id).closed, api.close_pool(pool_id)) == (True, 8)
        with pytest.raises(api.SaleEnded):
            given.a_hold(pool_id)
