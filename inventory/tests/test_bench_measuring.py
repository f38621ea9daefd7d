"""What a run of the bench counts, and what it refuses to tell."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace

import pytest

from inventory import api, keys
from inventory.bench import names, plain
from inventory.bench.checking import check, held_before
from inventory.bench.drivers import DRIVERS
from inventory.bench.failing import BenchFailed
from inventory.bench.figures import Figures, figures, medians, percentile
from inventory.bench.load import Load, Tally
from inventory.bench.measuring import measure
from inventory.bench.pools import own_pools
from inventory.rules import MoreHoldsNeeded
from inventory.tests import given
from inventory.tests.books import checked_books

LOAD = Load(
    driver="lua", run="0123456789ab", lap=1, pools=("pool",), clients=5, processes=2, seconds=2.0
)


def a_load(run: str, pools: tuple[str, ...], **changes: object) -> Load:
    """Few clients for a moment."""
    return replace(LOAD, run=run, pools=pools, seconds=0.3, **changes)  # type: ignore[arg-type]


def a_tally(refused: dict[str, int] | None = None) -> Tally:
    return Tally(
        answered=300,
        told=defaultdict(list),
        refused=Counter(refused or {}),
        seconds=array("d", [number / 1_000 for number in range(200, 0, -1)]),
        hot_seconds=array("d", [9.0] * 50),
        lost_rounds=7,
    )


def test_clients_are_divided_among_processes() -> None:
    assert [LOAD.clients_of(process) for process in (0, 1)] == [3, 2]


def test_figures_leave_the_hot_pool_out_and_tell_contention_from_errors() -> None:
    told = figures(LOAD, a_tally({"contention": 2, "unavailable": 3, "out_of_stock": 1}))
    assert told == Figures(
        rate=150.0, p50_ms=100.0, p99_ms=198.0, retries=7, contention=2, errors=4
    )


def test_a_refusal_is_no_error_where_all_is_sold() -> None:
    load = replace(LOAD, sold_out=True)
    assert figures(load, a_tally({"out_of_stock": 9, "ended": 1})).errors == 1


@pytest.mark.parametrize(
    ("values", "percent", "found"),
    [([7.0], 50, 7.0), ([1, 2, 3, 4], 50, 2), (list(range(1, 101)), 99, 99), ([1, 2, 3], 99, 3)],
)
def test_a_percentile_is_the_nearest_rank(values: list[float], percent: int, found: float) -> None:
    assert percentile(values, percent) == found


def test_the_median_of_each_figure_is_its_own() -> None:
    runs = [Figures(rate, p50_ms=9 - rate, p99_ms=1, retries=rate, contention=0, errors=0)
            for rate in (3, 1, 2)]  # fmt: skip
    assert medians(runs) == Figures(2, p50_ms=7, p99_ms=1, retries=2, contention=0, errors=0)


@pytest.mark.parametrize("driver", list(DRIVERS))
def test_a_run_leaves_exactly_what_was_told(driver: str) -> None:
    with own_pools(3) as (run, pools):
        told = measure(a_load(run, pools, driver=driver))
        held = [len(checked_books(pool_id).holds) for pool_id in pools]
    assert told.rate * 0.3 <= sum(held)
    assert min(held) > 0
    assert 0 < told.p50_ms <= told.p99_ms
    assert (told.contention, told.errors) == (0, 0)


def test_half_of_all_presses_are_on_the_hot_pool() -> None:
    with own_pools(4) as (run, pools):
        measure(a_load(run, pools, hot=True))
        hot, *others = held_before(pools).values()
    assert 0.8 * sum(others) < hot < 1.25 * sum(others)


def test_sold_out_counts_refusals() -> None:
    with own_pools(sold_out=True) as (run, pools):
        told = measure(a_load(run, pools, sold_out=True))
        assert checked_books(pools[0]).counters == (1, 0, 0, 0, 1)
    assert told.rate > 0
    assert told.errors == 0


def test_a_pool_may_be_full_of_holds_and_used_again() -> None:
    with own_pools(held=2_500) as (run, pools):
        assert held_before(pools) == {pools[0]: 2_500}
        for lap in (1, 2):
            measure(a_load(run, pools, lap=lap))
        books = checked_books(pools[0])
    assert len(books.holds) == len(books.movements) - 1 > 2_500


def test_a_plain_run_counts_the_rounds_that_it_lost(
    before_exec: Callable[..., None],
) -> None:
    pool_id = given.an_open_pool()
    before = plain.lost_rounds()
    before_exec(lambda: given.a_hold(pool_id), lambda: given.a_hold(pool_id))
    plain.reserve(pool_id, buyer=given.a_buyer(), units=1)
    assert plain.lost_rounds() == before + 2
    assert checked_books(pool_id).counters == (10, 7, 3, 0, 0)


def test_a_conversation_that_breaks_off_leaves_no_watch_behind() -> None:
    """A rule that needs more than was read ends the conversation: its connection is closed."""
    pool_id = given.an_open_pool(units=1)
    given.a_hold(pool_id)
    with pytest.raises(MoreHoldsNeeded):
        plain.reserve(pool_id, buyer=given.a_buyer(), units=1)
    api.release_all(pool_id)
    before = plain.lost_rounds()
    plain.reserve(pool_id, buyer=given.a_buyer(), units=1)
    assert plain.lost_rounds() == before
    assert checked_books(pool_id).counters == (1, 0, 1, 0, 0)


class TestChecking:
    def test_told_and_held_agree(self) -> None:
        pool_id = given.an_open_pool()
        before = held_before([pool_id])
        check({pool_id: [given.a_hold(pool_id).buyer]}, before=before)

    def test_somebody_who_was_told_holds_nothing(self) -> None:
        pool_id = given.an_open_pool()
        given.a_hold(pool_id)
        with pytest.raises(BenchFailed, match=r"^1 were told that they hold in "):
            check({pool_id: ["somebody"]}, before={pool_id: 0})

    def test_somebody_holds_who_was_not_told(self) -> None:
        pool_id = given.an_open_pool()
        given.a_hold(pool_id)
        with pytest.raises(BenchFailed, match=r"^0 hold in .* by what was told, 1 by its counters"):
            check({}, before={pool_id: 0})

    def test_units_do_not_add_up(self) -> None:
        pool_id = given.an_open_pool()
        given.client().hincrby(keys.pool(pool_id), "available", -1)
        with pytest.raises(BenchFailed, match=r"^The units of .* do not add up: "):
            check({}, before={pool_id: 0})

    def test_a_pool_is_gone(self) -> None:
        with pytest.raises(BenchFailed, match=r"^nowhere is gone"):
            check({}, before={"nowhere": 0})


def test_a_process_that_dies_is_told() -> None:
    with own_pools() as (run, pools), pytest.raises(BenchFailed, match="died"):
        measure(a_load(run, pools, driver="none"))


def test_pools_of_a_run_are_removed_and_nothing_else() -> None:
    hold = given.a_hold(given.an_open_pool())
    others = set(given.client().scan_iter())
    with own_pools(2, held=10) as (run, pools):
        api.reserve(pools[0], buyer=names.buyer(0, names.buyer_ending(run, lap=1)), units=1)
        assert sum(run.encode() in key for key in given.client().scan_iter()) == 40
    assert set(given.client().scan_iter()) == others
    assert others >= {keys.pools_of(hold.buyer).encode()}
