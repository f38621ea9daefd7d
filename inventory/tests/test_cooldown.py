"""The pause after a hold, on the real server: its key, its end, and who is faster."""

from collections.abc import Callable

import pytest

from inventory import api, keys
from inventory.bench import names
from inventory.bench.holding import hold_in_bulk, run_out
from inventory.tests import given
from inventory.tests.books import checked_books, everything

PAUSE = 10_000


def pause_of(pool_id: str, buyer: str) -> tuple[int, int] | None:
    """What the key says, and when it ends; None where there is none."""
    key = keys.rest(pool_id, buyer)
    value = given.client().get(key)
    return None if value is None else (int(value), given.client().pexpiretime(key))


def a_pause(pool_id: str) -> tuple[str, int]:
    """Somebody who has let a hold go, and the end of their pause."""
    hold = given.a_hold(pool_id)
    api.release(pool_id, buyer=hold.buyer)
    found = pause_of(pool_id, hold.buyer)
    assert found is not None
    return hold.buyer, found[0]


def move_the_pause(pool_id: str, buyer: str, *, until: int) -> None:
    """The pause ends at `until`; the key lives on, so that the time in it has to decide."""
    given.client().set(keys.rest(pool_id, buyer), until)


def transactions() -> int:
    return int(given.client().info("commandstats").get("cmdstat_exec", {"calls": 0})["calls"])


@pytest.fixture
def pool_id() -> str:
    return given.an_open_pool(cooldown_seconds=10)


class TestAHoldThatIsLetGo:
    def test_leaves_a_key_that_ends_with_the_pause(self, pool_id: str) -> None:
        hold = given.a_hold(pool_id)
        before = given.now()
        assert api.release(pool_id, buyer=hold.buyer) == 1
        after = given.now()
        ends_at, key_ends_at = pause_of(pool_id, hold.buyer) or (0, 0)
        assert before + PAUSE <= ends_at <= after + PAUSE
        assert key_ends_at == ends_at
        assert keys.rest(pool_id, hold.buyer) == f"rest:{{{pool_id}}}:{hold.buyer}"

    def test_is_not_followed_by_another_before_that(self, pool_id: str) -> None:
        buyer, ends_at = a_pause(pool_id)
        before = everything(pool_id)
        with pytest.raises(api.Cooldown) as refused:
            api.reserve(pool_id, buyer=buyer, units=1)
        assert refused.value.ends_at == ends_at
        assert everything(pool_id) == before
        assert api.reserve(given.an_open_pool(), buyer=buyer, units=1).changed

    def test_is_followed_by_another_then_whatever_key_is_left(self, pool_id: str) -> None:
        buyer, _ = a_pause(pool_id)
        move_the_pause(pool_id, buyer, until=given.now())
        assert api.reserve(pool_id, buyer=buyer, units=1).changed

    def test_in_a_pool_without_a_pause_leaves_no_key(self) -> None:
        pool_id = given.an_open_pool()
        hold = given.a_hold(pool_id)
        api.release(pool_id, buyer=hold.buyer)
        assert pause_of(pool_id, hold.buyer) is None

    def test_in_a_pool_that_was_written_before_there_were_pauses_leaves_no_key(
        self, pool_id: str
    ) -> None:
        given.client().hdel(keys.pool(pool_id), "cooldown_seconds")
        hold = given.a_hold(pool_id)
        api.release(pool_id, buyer=hold.buyer)
        assert pause_of(pool_id, hold.buyer) is None
        assert api.stock(pool_id).cooldown_seconds == 0
        assert api.reserve(pool_id, buyer=hold.buyer, units=1).changed


class TestAHoldThatRunsOut:
    def test_is_followed_by_a_pause_from_its_end_on(self, pool_id: str) -> None:
        hold = given.a_hold(pool_id)
        ended_at = given.now() - 1_000
        given.ends_at(hold, ended_at)
        assert api.sweep_expired(pool_id) == 1
        assert pause_of(pool_id, hold.buyer) == (ended_at + PAUSE, ended_at + PAUSE)
        with pytest.raises(api.Cooldown):
            api.reserve(pool_id, buyer=hold.buyer, units=1)

    def test_is_taken_back_from_its_owner_who_pauses_swept_or_not(self, pool_id: str) -> None:
        hold = given.a_hold(pool_id)
        given.ran_out(hold)
        with pytest.raises(api.Cooldown):
            api.reserve(pool_id, buyer=hold.buyer, units=1)
        assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)

    def test_long_ago_is_followed_by_none(self, pool_id: str) -> None:
        hold = given.a_hold(pool_id)
        given.ends_at(hold, given.now() - PAUSE)
        assert api.reserve(pool_id, buyer=hold.buyer, units=1).changed

    def test_among_very_many_is_swept_with_as_few_transactions_as_ever(self) -> None:
        counts = []
        for cooldown_seconds in (0, 3_600):
            run = names.new_run()
            pool_id = given.an_open_pool(units=1_200, cooldown_seconds=cooldown_seconds)
            hold_in_bulk(pool_id, run, count=1_200)
            run_out(pool_id, run, count=1_200)
            before = transactions()
            assert api.sweep_expired(pool_id) == 1_200
            counts.append(transactions() - before)
            paused = list(given.client().scan_iter(keys.rest(pool_id, "*"), count=1_000))
            assert len(paused) == (1_200 if cooldown_seconds else 0)
        assert counts == [4, 4]


def test_an_order_that_is_undone_after_its_holds_time_is_followed_by_a_pause(pool_id: str) -> None:
    claim = given.a_claim(pool_id)
    ended_at = given.now() - 1_000
    given.claim_ends_at(pool_id, claim.order, ended_at)
    api.unclaim(pool_id, order=claim.order)
    assert pause_of(pool_id, claim.buyer) == (ended_at + PAUSE, ended_at + PAUSE)


def test_an_order_that_is_undone_never_makes_a_pause_shorter(pool_id: str) -> None:
    claim = given.a_claim(pool_id)
    given.claim_ran_out(claim, pool_id=pool_id)
    api.release(pool_id, buyer=given.a_hold(pool_id, buyer=claim.buyer).buyer)
    told = pause_of(pool_id, claim.buyer)
    api.unclaim(pool_id, order=claim.order)
    assert pause_of(pool_id, claim.buyer) == told


def test_a_pause_outlives_the_rebuilding_of_its_pool(pool_id: str) -> None:
    buyer, ends_at = a_pause(pool_id)
    withdrawal = api.withdraw_pool(pool_id, up_to_epoch=1)
    terms = api.Terms(
        per_buyer_limit=5, hold_seconds=600, opens_at=0, closes_at=None, paused=False, epoch=2,
        cooldown_seconds=10,
    )  # fmt: skip
    assert api.rebuild_pool(pool_id, withdrawal=withdrawal or "", units=10, terms=terms, claims=())
    with pytest.raises(api.Cooldown) as refused:
        api.reserve(pool_id, buyer=buyer, units=1)
    assert refused.value.ends_at == ends_at


class TestNobodyIsToldWhatIsNotTrueAnyMore:
    def test_a_pause_that_staff_end_in_this_moment(
        self, pool_id: str, before_exec: Callable[..., None]
    ) -> None:
        buyer, _ = a_pause(pool_id)
        before_exec(lambda: api.set_cooldown(pool_id, cooldown_seconds=0))
        assert api.reserve(pool_id, buyer=buyer, units=1).changed

    def test_a_pause_that_begins_in_this_moment_in_another_tab(
        self, pool_id: str, before_exec: Callable[..., None]
    ) -> None:
        buyer = given.a_buyer()

        def hold_and_let_go() -> None:
            given.a_hold(pool_id, buyer=buyer)
            api.release(pool_id, buyer=buyer)

        before_exec(hold_and_let_go)
        with pytest.raises(api.Cooldown):
            api.reserve(pool_id, buyer=buyer, units=2)
        assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)


def test_a_pause_in_a_sold_out_pool_is_proved_and_out_of_stock_is_told_where_it_is_known() -> None:
    pool_id = given.an_open_pool(units=1, cooldown_seconds=10)
    buyer, _ = a_pause(pool_id)
    given.a_claim(pool_id)
    before = transactions()
    with pytest.raises(api.Cooldown):
        api.reserve(pool_id, buyer=buyer, units=1)
    assert transactions() == before + 1
    with pytest.raises(api.OutOfStock):
        api.reserve(pool_id, buyer=given.a_buyer(), units=1)
    with pytest.raises(api.OutOfStock):  # by the reads of a pool that was sold out a moment ago
        api.reserve(pool_id, buyer=buyer, units=1)
    assert transactions() == before + 1
