"""Units come back: let go by the buyer, by staff, or by the sweep."""

import pytest

from inventory import api, keys
from inventory.tests import given
from inventory.tests.books import checked_books, everything
from inventory.verbs import holds


class TestRelease:
    def test_the_units_are_free_and_no_key_is_left(self) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        given.a_hold(pool_id, buyer=buyer, units=2)
        assert api.release(pool_id, buyer=buyer) == 2
        assert api.release(pool_id, buyer=buyer) == 0
        assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)
        assert {name.decode() for name in given.client().scan_iter()} == {
            keys.pool(pool_id), keys.ledger(pool_id), keys.pools_of(buyer),
        }  # fmt: skip

    def test_all_of_them_however_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(holds, "BATCH", 3)
        pool_id = given.an_open_pool(units=10)
        first = given.a_hold(pool_id, units=2)
        for _ in range(7):
            given.a_hold(pool_id)
        given.ran_out(first)
        assert api.release_all(pool_id) == 9
        assert api.release_all(pool_id) == 0
        assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)


class TestSweep:
    def test_what_ran_out_is_free_and_what_lives_stays(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(holds, "BATCH", 3)
        pool_id = given.an_open_pool(units=10)
        living = given.a_hold(pool_id, units=2)
        for _ in range(7):
            given.ran_out(given.a_hold(pool_id))
        assert api.sweep_expired(pool_id) == 7
        books = checked_books(pool_id)
        assert books.counters == (10, 8, 2, 0, 0)
        assert list(books.holds) == [living.buyer]

    def test_an_idle_sweep_writes_nothing(self) -> None:
        pool_id = given.an_open_pool()
        given.a_hold(pool_id)
        before = everything(pool_id)
        assert api.sweep_expired(pool_id) == 0
        assert everything(pool_id) == before

    def test_a_pool_that_is_missing_has_nothing_to_sweep(self) -> None:
        assert api.sweep_expired("nowhere") == 0
