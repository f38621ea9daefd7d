"""The ledger is read as one, wherever its entries are kept, and adds up to the counters."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections
from pytest_django.asserts import assertNumQueries

from inventory import api, keys
from inventory.api import Place
from inventory.models import StockMovement
from inventory.tests import given
from inventory.tests.carried import (
    forget_rows,
    goes_on_in_epoch,
    in_database,
    in_redis,
    written_ago,
)

pytestmark = pytest.mark.django_db(transaction=True)

Step = Callable[[str], object]


def kinds(pool_id: str, count: int = 100) -> list[str]:
    return [movement.kind for movement in api.movements(pool_id, count=count)]


def carry(pool_id: str) -> None:
    api.carry_movements([pool_id])


def carry_and_remove(pool_id: str) -> None:
    written_ago(pool_id)
    api.carry_movements([pool_id])
    assert in_redis(pool_id) == []


def in_redis_only(pool_id: str) -> None:
    assert StockMovement.objects.filter(pool_id=pool_id).count() == 0


KEPT: list[Step] = [in_redis_only, carry, carry_and_remove]


class TestMovements:
    @pytest.mark.parametrize("kept", KEPT)
    def test_the_newest_first_wherever_they_are_kept(self, kept: Step) -> None:
        pool_id = given.an_open_pool()
        claim = given.a_claim(pool_id)
        before = api.movements(pool_id)
        kept(pool_id)
        assert api.movements(pool_id) == before
        assert kinds(pool_id) == ["claim", "reserve", "open"]
        assert kinds(pool_id, 1) == ["claim"]
        api.settle(pool_id, order=claim.order)
        assert kinds(pool_id) == ["settle", "claim", "reserve", "open"]
        assert kinds(pool_id, 2) == ["settle", "claim"]

    def test_of_another_epoch_are_told_too(self) -> None:
        pool_id = given.an_open_pool()
        carry_and_remove(pool_id)
        goes_on_in_epoch(pool_id, 2)
        given.a_hold(pool_id)
        assert [(one.kind, one.epoch) for one in api.movements(pool_id)] == [
            ("reserve", 2), ("open", 1),
        ]  # fmt: skip

    def test_of_an_unknown_pool_there_are_none(self) -> None:
        assert api.movements(uuid4()) == []


class TestTheModel:
    def test_a_movement_is_never_changed(self) -> None:
        carry(given.an_open_pool())
        row = StockMovement.objects.get()
        row.units = 11
        with pytest.raises(TypeError, match="only added to"):
            row.save()
        with pytest.raises(TypeError, match="only added to"):
            StockMovement.objects.update(units=11)
        with pytest.raises(TypeError, match="only added to"):
            StockMovement.objects.filter(pk=row.pk).update(units=11)
        with pytest.raises(TypeError, match="only added to"):
            StockMovement.objects.bulk_update([row], ["units"])
        assert StockMovement.objects.get().units == 10

    def test_a_movement_is_never_deleted(self) -> None:
        carry(given.an_open_pool())
        for forget in (StockMovement.objects.get().delete, StockMovement.objects.all().delete):
            with pytest.raises(TypeError, match="only added to"):
                forget()
        assert StockMovement.objects.count() == 1


def balance(pool_id: str) -> api.Balance:
    found = api.balances([pool_id])[pool_id]
    assert found is not None
    return found


def units(available: int, held: int, claimed: int, sold: int) -> dict[Place, int]:
    return {
        Place.AVAILABLE: available, Place.HELD: held, Place.CLAIMED: claimed, Place.SOLD: sold,
    }  # fmt: skip


def a_used_pool() -> str:
    """Of 10 units: 3 held, of which one is dead and not swept; 2 claimed, 1 sold."""
    pool_id = given.an_open_pool(units=10)
    given.a_hold(pool_id, units=2)
    given.ran_out(given.a_hold(pool_id))
    given.a_claim(pool_id, units=2)
    api.settle(pool_id, order=given.a_claim(pool_id).order)
    return pool_id


class TestBalances:
    @pytest.mark.parametrize("kept", KEPT)
    def test_the_movements_add_up_to_the_counters_as_they_are_written(self, kept: Step) -> None:
        pool_id = a_used_pool()
        kept(pool_id)
        found = balance(pool_id)
        assert found.counted == found.moved == units(4, 3, 2, 1)
        assert (found.units, found.epoch, found.closed) == (10, 1, False)

    @pytest.mark.parametrize("kept", KEPT)
    def test_movements_that_follow_are_counted_too(self, kept: Step) -> None:
        pool_id = a_used_pool()
        kept(pool_id)
        given.a_hold(pool_id)
        found = balance(pool_id)
        assert found.counted == found.moved == units(3, 4, 2, 1)
        carry(pool_id)
        assert balance(pool_id) == found

    @pytest.mark.parametrize("kept", KEPT)
    def test_only_the_present_epoch_counts(self, kept: Step) -> None:
        pool_id = a_used_pool()
        kept(pool_id)
        goes_on_in_epoch(pool_id, 2)
        given.a_hold(pool_id)
        assert balance(pool_id).moved == units(-1, 1, 0, 0)
        carry(pool_id)
        assert balance(pool_id).moved == units(-1, 1, 0, 0)

    @pytest.mark.parametrize("kept", KEPT)
    def test_a_counter_that_was_tampered_with_is_seen(self, kept: Step) -> None:
        pool_id = a_used_pool()
        kept(pool_id)
        given.client().hincrby(keys.pool(pool_id), "available", 1)
        found = balance(pool_id)
        assert (found.counted, found.moved) == (units(5, 3, 2, 1), units(4, 3, 2, 1))

    def test_an_entry_that_vanished_before_it_was_carried_is_seen(self) -> None:
        pool_id = a_used_pool()
        given.client().xdel(keys.ledger(pool_id), str(in_redis(pool_id)[1].id))
        assert balance(pool_id).moved == units(6, 1, 2, 1)
        carry(pool_id)
        assert balance(pool_id).moved == units(6, 1, 2, 1)

    @pytest.mark.parametrize("kept", KEPT[1:])
    def test_a_row_that_vanished_is_seen(self, kept: Step) -> None:
        pool_id = a_used_pool()
        kept(pool_id)
        forget_rows(pool_id, in_database(pool_id)[1])
        assert balance(pool_id).moved == units(6, 1, 2, 1)

    def test_a_missing_pool_has_none(self) -> None:
        pool_id = a_used_pool()
        given.client().delete(keys.pool(pool_id))
        unknown = str(uuid4())
        assert api.balances([pool_id, unknown]) == {pool_id: None, unknown: None}

    def test_pools_that_rest_cost_one_query_together(self) -> None:
        pool_ids = [a_used_pool() for _ in range(5)]
        for pool_id in pool_ids:
            carry_and_remove(pool_id)
        with assertNumQueries(1):
            found = api.balances(pool_ids)
        assert all(one and one.counted == one.moved == units(4, 3, 2, 1) for one in found.values())

    def test_counters_and_newest_entries_are_read_in_one_transaction(self) -> None:
        pool_id = a_used_pool()
        with given.client().monitor() as monitor:
            balance(pool_id)
            heard = [""]
            while heard[-1] != "EXEC":
                heard.append(monitor.next_command()["command"].split()[0])
        assert heard[-4:] == ["MULTI", "HMGET", "XRANGE", "EXEC"]

    def test_a_balance_is_of_one_moment(self) -> None:
        """Buyers come and go while entries are carried; counters and ledger never differ."""
        pool_id = given.an_open_pool(units=50)
        carried: list[int] = []
        seen: list[api.Balance] = []
        over = threading.Event()
        give_up_at = time.monotonic() + 60

        def come_and_go() -> None:
            while not over.is_set():
                given.a_hold(pool_id, buyer=(buyer := given.a_buyer()))
                api.release(pool_id, buyer=buyer)

        def keep_carrying() -> None:
            try:
                while not over.is_set():
                    carried.append(api.carry_movements([pool_id]))
            finally:
                connections.close_all()

        with ThreadPoolExecutor() as threads:
            acts = [threads.submit(act) for act in (*[come_and_go] * 3, keep_carrying)]
            try:
                while sum(carried) < 500 and time.monotonic() < give_up_at:
                    seen.append(balance(pool_id))
            finally:
                over.set()
            for act in acts:
                act.result()
        assert sum(carried) >= 500
        assert [one for one in seen if one.counted != one.moved] == []
        assert len({one.counted[Place.HELD] for one in seen}) > 1, "it was seen at work"
