"""Lost races, torn reads, and what is told only after an EXEC has proved it."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from inventory import api, keys, protocol
from inventory.requests import ReleaseSome, Reserve
from inventory.shells import threads
from inventory.shells.threads import ThreadShell
from inventory.tests import given
from inventory.tests.books import checked_books, everything

BeforeExec = Callable[..., None]


def connections_made() -> int:
    return int(given.client().info("stats")["total_connections_received"])


class TestALostRace:
    def test_the_verb_is_decided_anew(self, before_exec: BeforeExec) -> None:
        pool_id = given.an_open_pool(units=1)
        before_exec(lambda: given.a_hold(pool_id))
        with pytest.raises(api.OutOfStock):
            given.a_hold(pool_id)
        assert checked_books(pool_id).counters == (1, 0, 1, 0, 0)

    def test_no_refusal_is_told_before_an_exec(self, before_exec: BeforeExec) -> None:
        """B reads that all is taken, A lets go, and B (refused by its torn read) gets it."""
        pool_id = given.an_open_pool(units=1)
        first = given.a_hold(pool_id)
        before_exec(lambda: api.release(pool_id, buyer=first.buyer))
        second = given.a_hold(pool_id)
        assert list(checked_books(pool_id).holds) == [second.buyer]

    def test_a_refusal_without_any_write_is_proved_too(self, before_exec: BeforeExec) -> None:
        pool_id = given.an_open_pool()
        api.pause(pool_id)
        before_exec(lambda: api.resume(pool_id))
        assert given.a_hold(pool_id).units == 1

    def test_an_unknown_pool_is_proved_too(self, before_exec: BeforeExec) -> None:
        def opened() -> None:
            api.open_pool(
                "soon", units=1, per_buyer_limit=1, hold_seconds=9, opens_at=0, closes_at=None
            )

        before_exec(opened)
        assert given.a_hold("soon").units == 1

    def test_it_keeps_its_connection(self, before_exec: BeforeExec) -> None:
        pool_id = given.an_open_pool()
        before_exec(*[lambda: api.pause(pool_id), lambda: api.resume(pool_id)] * 3)
        given.a_hold(pool_id)
        before = connections_made()
        before_exec(*[lambda: api.pause(pool_id), lambda: api.resume(pool_id)] * 3)
        given.a_hold(pool_id)
        assert connections_made() == before

    def test_after_enough_of_them_we_say_so_and_nothing_was_changed(
        self, before_exec: BeforeExec, settings: Settings
    ) -> None:
        settings.STOCK_PATIENCE_SECONDS = 0.0
        pool_id = given.an_open_pool()

        def disturb() -> None:
            given.client().hincrby(keys.pool(pool_id), "version", 1)

        before_exec(disturb)
        with pytest.raises(api.ReservationContention) as contention:
            given.a_hold(pool_id)
        assert contention.value.code == "contention"
        assert checked_books(pool_id).counters == (10, 10, 0, 0, 0)


class TestTornReads:
    def test_a_hold_that_changes_between_two_reads_is_not_believed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """B reads a full pool; before it reads which holds ran out, one more is let go."""
        pool_id = given.an_open_pool(units=2)
        dead, living = given.a_hold(pool_id), given.a_hold(pool_id)
        given.ran_out(dead)
        read_on, reads = protocol._read_earliest, []

        def torn(*arguments: object, **wanted: object) -> object:
            reads.append(wanted)
            if len(reads) == 1:
                monkeypatch.setattr(threads, "shell", ThreadShell)
                api.release(pool_id, buyer=living.buyer)
                api.sweep_expired(pool_id)
            return read_on(*arguments, **wanted)  # type: ignore[arg-type]

        monkeypatch.setattr(protocol, "_read_earliest", torn)
        assert given.a_hold(pool_id, units=2).units == 2
        assert checked_books(pool_id).counters == (2, 0, 2, 0, 0)

    def test_a_newer_hold_made_while_a_claim_is_undone_is_joined(
        self, before_exec: BeforeExec
    ) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        claim = given.a_claim(pool_id, buyer=buyer, units=2)
        before_exec(lambda: given.a_hold(pool_id, buyer=buyer, units=1))
        api.unclaim(pool_id, order=claim.order)
        assert checked_books(pool_id).holds[buyer].units == 3


class TestWhatRedisRefuses:
    def test_an_error_inside_the_transaction_is_no_success(self) -> None:
        pool_id = given.an_open_pool()
        given.client().delete(keys.ledger(pool_id))
        given.client().set(keys.ledger(pool_id), "not a stream")
        with pytest.raises(api.StockUnavailable):
            given.a_hold(pool_id)

    def test_an_error_while_reading_changes_nothing(self) -> None:
        pool_id = given.an_open_pool()
        given.client().set(keys.holds(pool_id), "not a hash")
        before = given.client().hgetall(keys.pool(pool_id))
        with pytest.raises(api.StockUnavailable):
            given.a_hold(pool_id)
        assert given.client().hgetall(keys.pool(pool_id)) == before

    def test_a_full_redis_takes_no_write_and_goes_on_when_there_is_room(self) -> None:
        pool_id = given.an_open_pool()
        before = everything(pool_id)
        given.client().config_set("maxmemory", 1)
        try:
            with pytest.raises(api.StockUnavailable):
                given.a_hold(pool_id)
        finally:
            given.client().config_set("maxmemory", 0)
        assert everything(pool_id) == before
        assert given.a_hold(pool_id).units == 1


class TestAGroup:
    def test_is_one_transaction(self) -> None:
        pool_id = given.an_open_pool(units=2)
        version = api.stock(pool_id).version
        requests = [Reserve(buyer=f"buyer {n}", units=1, token=f"t{n}") for n in range(3)]
        outcomes = threads.shell().execute(pool_id, requests)
        assert [getattr(outcome, "code", "held") for outcome in outcomes] == [
            "held", "held", "out_of_stock",
        ]  # fmt: skip
        assert checked_books(pool_id).pool.version == version + 1

    def test_reads_more_holds_for_the_one_that_needs_them(self) -> None:
        pool_id = given.an_open_pool(units=2)
        for _ in range(2):
            given.ran_out(given.a_hold(pool_id))
        taken, released = threads.shell().execute(
            pool_id, [Reserve(buyer="ann", units=1, token="t"), ReleaseSome(limit=5)]
        )
        assert (taken.hold.units, released) == (1, 1)
        assert checked_books(pool_id).counters == (2, 2, 0, 0, 0)
