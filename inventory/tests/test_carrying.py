"""What the streams hold gets into the database, each movement once, and then out of Redis."""

from operator import attrgetter
from uuid import UUID, uuid4

import pytest
import redis
from pytest_django.asserts import assertNumQueries

from flashsale import clock
from inventory import api, keys
from inventory.bench.holding import hold_in_bulk
from inventory.ledger import stream
from inventory.models import StockMovement
from inventory.tests import given
from inventory.tests.carried import (
    forget_rows,
    goes_on_in_epoch,
    ids,
    in_database,
    in_redis,
    written_ago,
)

pytestmark = pytest.mark.django_db(transaction=True)

COLUMNS = (
    "pool_id", "epoch", "ms", "seq", "at", "kind", "units", "source", "target", "write_id",
    "buyer", "order",
)  # fmt: skip


class TestWhatIsNew:
    def test_gets_into_the_database_as_it_is(self) -> None:
        pool_id = given.an_open_pool(units=10)
        claim = given.a_claim(pool_id, units=2)
        assert api.carry_movements([pool_id]) == 3

        opened, reserved, claimed = in_redis(pool_id)
        row = attrgetter(*COLUMNS)
        assert [row(found) for found in StockMovement.objects.order_by("ms", "seq")] == [
            (
                UUID(pool_id), 1, entry.id.ms, entry.id.seq, clock.from_ms(entry.id.ms), kind,
                units, source, target, entry.movement.write_id, buyer, order,
            )
            for entry, kind, units, source, target, buyer, order in (
                (opened, "open", 10, "outside", "available", "", ""),
                (reserved, "reserve", 2, "available", "held", claim.buyer, ""),
                (claimed, "claim", 2, "held", "claimed", claim.buyer, claim.order),
            )
        ]  # fmt: skip

    def test_is_carried_once(self) -> None:
        pool_id = given.an_open_pool()
        assert api.carry_movements([pool_id]) == 1
        assert api.carry_movements([pool_id]) == 0
        given.a_hold(pool_id)
        given.a_hold(pool_id)
        assert api.carry_movements([pool_id]) == 2
        assert in_database(pool_id) == ids(in_redis(pool_id))

    def test_of_a_lost_pool_is_carried_too(self) -> None:
        pool_id = given.an_open_pool()
        given.client().delete(keys.pool(pool_id))
        assert api.carry_movements([pool_id]) == 1

    def test_goes_in_page_by_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stream, "PAGE", 3)
        pool_id = given.an_open_pool()
        for _ in range(8):
            given.a_hold(pool_id)
        written_ago(pool_id)
        entries = in_redis(pool_id)
        assert api.carry_movements([pool_id]) == 9
        assert in_database(pool_id) == ids(entries)
        assert in_redis(pool_id) == []


class TestWhatIsRemoved:
    def test_is_older_than_a_minute_by_the_clock_of_redis(self) -> None:
        pool_id = given.an_open_pool()
        written_ago(pool_id, 61_000)
        given.a_hold(pool_id)
        (_, held) = in_redis(pool_id)
        assert api.carry_movements([pool_id]) == 2
        assert in_redis(pool_id) == [held]

    def test_a_younger_entry_stays(self) -> None:
        pool_id = given.an_open_pool()
        written_ago(pool_id, 50_000)
        entries = in_redis(pool_id)
        assert api.carry_movements([pool_id]) == 1
        assert in_redis(pool_id) == entries

    def test_new_entries_follow_after_all_were_removed(self) -> None:
        pool_id = given.an_open_pool()
        written_ago(pool_id)
        api.carry_movements([pool_id])
        assert in_redis(pool_id) == []
        given.a_hold(pool_id)
        assert api.carry_movements([pool_id]) == 1
        kinds = StockMovement.objects.order_by("ms", "seq").values_list("kind", flat=True)
        assert list(kinds) == ["open", "reserve"]

    def test_what_the_database_lacks_is_put_there_first(self) -> None:
        pool_id = given.an_open_pool()
        given.a_claim(pool_id)
        api.carry_movements([pool_id])
        everything = in_database(pool_id)
        forget_rows(pool_id, everything[1])
        # The rows are moved as well as the entries, so that they are still the same ones.
        _rows_and_entries_written_ago(pool_id)
        api.carry_movements([pool_id])
        assert [ms + 61_000 for ms, _ in in_database(pool_id)] == [ms for ms, _ in everything]
        assert in_redis(pool_id) == []


class TestEpochs:
    def test_the_last_entries_of_an_old_epoch_get_in_too(self) -> None:
        pool_id = given.an_open_pool()
        api.carry_movements([pool_id])
        given.a_hold(pool_id)
        goes_on_in_epoch(pool_id, 2)
        given.a_hold(pool_id)
        assert api.carry_movements([pool_id]) == 2
        assert in_database(pool_id) == ids(in_redis(pool_id))
        epochs = StockMovement.objects.order_by("ms", "seq").values_list("epoch", flat=True)
        assert list(epochs) == [1, 1, 2]

    def test_a_clock_that_is_behind_hides_nothing(self) -> None:
        """Redis was lost; the rebuilt pool's entries have ids below those that were carried."""
        pool_id = given.an_open_pool()
        given.a_hold(pool_id)
        api.carry_movements([pool_id])
        given.client().flushall()
        api.open_pool(
            pool_id, units=10, per_buyer_limit=5, hold_seconds=9, opens_at=0, closes_at=None,
            epoch=2,
        )  # fmt: skip
        given.a_hold(pool_id)
        written_ago(pool_id, 3_600_000)
        (opened, held) = ids(in_redis(pool_id))
        assert api.carry_movements([pool_id]) == 2
        assert in_database(pool_id)[2:] == [opened, held]
        assert StockMovement.objects.filter(epoch=1).count() == 2
        assert api.carry_movements([pool_id]) == 0

    def test_a_redis_that_forgot_its_last_second_loses_nothing_in_the_database(self) -> None:
        pool_id = given.an_open_pool()
        given.a_hold(pool_id)
        api.carry_movements([pool_id])
        forgotten = in_redis(pool_id)[-1].id
        given.client().xdel(keys.ledger(pool_id), str(forgotten))
        goes_on_in_epoch(pool_id, 2)
        given.a_hold(pool_id)
        assert api.carry_movements([pool_id]) == 1
        assert len(in_database(pool_id)) == 3
        assert forgotten in in_database(pool_id)


class TestManyPools:
    def test_one_that_fails_is_logged_and_does_not_stop_the_others(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        broken, pool_id = given.an_open_pool(), given.an_open_pool()
        given.client().xadd(keys.ledger(broken), {"not": "a movement"})
        assert api.carry_movements([broken, pool_id]) == 1
        assert in_database(pool_id) == ids(in_redis(pool_id))
        assert f"The ledger of pool {broken} could not be carried." in caplog.text

    def test_a_redis_that_goes_away_stops_the_carrier(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Else each of a thousand pools would wait for it."""
        pool_ids = [given.an_open_pool(), given.an_open_pool()]

        def gone(*_: object) -> None:
            raise redis.ConnectionError

        monkeypatch.setattr(stream, "remove", gone)
        for pool_id in pool_ids:
            written_ago(pool_id)
        with pytest.raises(api.StockUnavailable):
            api.carry_movements(pool_ids)
        assert (len(in_database(pool_ids[0])), in_database(pool_ids[1])) == (1, [])
        assert caplog.text == ""

    def test_those_with_nothing_in_redis_cost_no_query(self) -> None:
        idle = given.an_open_pool()
        written_ago(idle)
        api.carry_movements([idle])
        with assertNumQueries(0):
            assert api.carry_movements([idle, *(str(uuid4()) for _ in range(2_500))]) == 0

    def test_a_thousand_movements_need_few_queries(self, django_assert_max_num_queries) -> None:
        pool_id = given.an_open_pool(units=1_000)
        hold_in_bulk(pool_id, "0123456789ab", count=1_000)
        written_ago(pool_id)
        with django_assert_max_num_queries(30):
            assert api.carry_movements([pool_id]) == 1_001
        assert len(in_database(pool_id)) == 1_001


def _rows_and_entries_written_ago(pool_id: str) -> None:
    rows = list(StockMovement.objects.filter(pool_id=pool_id))
    forget_rows(pool_id, *in_database(pool_id))
    for row in rows:
        row.ms -= 61_000
    StockMovement.objects.bulk_create(rows)
    written_ago(pool_id)
