"""The connection dies after EXEC was sent: what was done is found, and nothing is done twice."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing

import pytest
from pytest_django import Settings

from flashsale.redis_clients import forget_stock_client, stock_client
from flashsale.wire import Replies
from inventory import api, keys, lost_answers
from inventory.asking import Ask
from inventory.ledger.carrying import KEPT_MS
from inventory.records import Movement, Place
from inventory.tests import given
from inventory.tests.books import Books, checked_books
from inventory.tests.stage import MOVES, Stage, add_units, claim, reserve
from inventory.tests.tcp_proxy import TcpProxy

NIL = b"*-1\r\n"


@pytest.fixture
def proxy(settings: Settings) -> Iterator[TcpProxy]:
    """The engine's client speaks to Valkey through this."""
    port = int(stock_client().connection_pool.connection_kwargs["port"])
    proxy = TcpProxy(port)
    settings.STOCK_REDIS_URL = f"redis://127.0.0.1:{proxy.port}/0"
    forget_stock_client()
    yield proxy
    stock_client().close()
    forget_stock_client()
    proxy.close()


def done(
    verb: Callable[[Stage], object], fault: Callable[[], None]
) -> tuple[object, list[str], Books]:
    """What the verb returned, the kinds of movements that it made, and the books afterwards."""
    stage = Stage()
    before = len(checked_books(stage.pool_id).movements)
    fault()
    outcome = verb(stage)
    books = checked_books(stage.pool_id)
    return outcome, books.kinds[before:], books


@pytest.mark.parametrize(("verb", "outcome", "kinds", "counters"), MOVES)
def test_what_was_done_is_found_and_told(
    proxy: TcpProxy,
    verb: Callable[[Stage], object],
    outcome: object,
    kinds: list[str],
    counters: tuple[int, ...],
) -> None:
    found, made, books = done(verb, lambda: proxy.lose_answers(1))
    assert found == outcome
    assert made == kinds, "once"
    assert books.counters == counters


@pytest.mark.parametrize(("verb", "outcome", "kinds", "counters"), MOVES)
def test_a_transaction_that_arrives_after_the_fence_does_nothing(
    proxy: TcpProxy,
    verb: Callable[[Stage], object],
    outcome: object,
    kinds: list[str],
    counters: tuple[int, ...],
) -> None:
    found, made, books = done(verb, proxy.hold_back_one)
    assert proxy.late_answer is not None
    assert proxy.late_answer.endswith(NIL), "the delayed EXEC was aborted by the fence"
    assert found == outcome
    assert made == kinds, "once, by the second try"
    assert books.counters == counters


class TestWritesThatMoveNoUnit:
    """They are in no ledger, so they are done again; and may be."""

    def test_extend(self, proxy: TcpProxy) -> None:
        stage = Stage()
        proxy.lose_answers(1)
        longer = api.extend(stage.pool_id, buyer=stage.hold.buyer, seconds=60).hold
        assert longer.expires_at == stage.hold.expires_at + 60_000
        assert checked_books(stage.pool_id).holds[stage.hold.buyer] == longer

    def test_void(self, proxy: TcpProxy) -> None:
        stage = Stage()
        proxy.lose_answers(1)
        assert api.unclaim(stage.pool_id, order="unknown") is api.ClaimState.VOID

    def test_pause(self, proxy: TcpProxy) -> None:
        stage = Stage()
        proxy.lose_answers(1)
        api.pause(stage.pool_id)
        assert api.stock(stage.pool_id).paused

    def test_a_refusal(self, proxy: TcpProxy) -> None:
        stage = Stage()
        proxy.lose_answers(1)
        with pytest.raises(api.PurchaseLimit):
            api.reserve(stage.pool_id, buyer=stage.buyer, units=6)
        checked_books(stage.pool_id)

    def test_of_a_pool_that_is_missing(self, proxy: TcpProxy) -> None:
        """The fence leaves a version behind; the pool is as unknown as before."""
        proxy.lose_answers(1)
        with pytest.raises(api.PoolMissing):
            api.pause("nowhere")
        assert set(given.client().hgetall(keys.pool("nowhere"))) == {b"version"}
        with pytest.raises(api.PoolMissing):
            api.stock("nowhere")
        assert api.holds_of("nobody").holds == ()


class TestOpenAndClose:
    def test_a_pool_is_opened_once(self, proxy: TcpProxy) -> None:
        proxy.lose_answers(1)
        pool_id = given.an_open_pool(units=4)
        books = checked_books(pool_id)
        assert (books.counters, books.kinds) == ((4, 4, 0, 0, 0), ["open"])

    def test_a_pool_is_closed_once(self, proxy: TcpProxy) -> None:
        pool_id = given.an_open_pool(units=4)
        proxy.lose_answers(1)
        assert api.close_pool(pool_id) == 4
        assert checked_books(pool_id).kinds == ["open", "close"]

    def test_a_pool_is_rebuilt_once(self, proxy: TcpProxy) -> None:
        pool_id = given.an_open_pool(units=4)
        terms = api.Terms(
            per_buyer_limit=5, hold_seconds=9, opens_at=0, closes_at=None, paused=False, epoch=2
        )
        proxy.lose_answers(1)
        withdrawal = api.withdraw_pool(pool_id, up_to_epoch=1)
        assert withdrawal is not None
        proxy.lose_answers(1)
        assert api.rebuild_pool(
            pool_id, withdrawal=withdrawal, units=3, terms=terms, claims=()
        ) is True  # fmt: skip
        assert checked_books(pool_id).kinds == ["open", "rebuild"]


class TestWhenTheAnswerOfTheFenceIsLostAsWell:
    """We can't know what was done, and say that the stock can't be reached. Asked again, the
    same verb ends in one hold, one claim, one delivery."""

    def test_reserve(self, proxy: TcpProxy) -> None:
        stage = Stage()
        proxy.lose_answers(2)
        with pytest.raises(api.StockUnavailable):
            reserve(stage)
        assert reserve(stage) == 2
        books = checked_books(stage.pool_id)
        assert books.holds[stage.buyer].units == 2
        assert books.kinds[-1] == "reserve"
        assert books.counters == (20, 11, 7, 1, 1)

    def test_claim(self, proxy: TcpProxy) -> None:
        stage = Stage()
        proxy.lose_answers(2)
        with pytest.raises(api.StockUnavailable):
            claim(stage)
        assert claim(stage) == 2
        books = checked_books(stage.pool_id)
        assert books.bought[stage.hold.buyer] == 2
        assert books.counters == (20, 13, 3, 3, 1)

    def test_add_units(self, proxy: TcpProxy) -> None:
        stage = Stage()
        proxy.lose_answers(2)
        with pytest.raises(api.StockUnavailable):
            add_units(stage)
        assert add_units(stage) is False, "it was done"
        assert checked_books(stage.pool_id).counters == (27, 20, 5, 1, 1)


class TestTheFence:
    def test_a_double_click_whose_first_answer_is_lost_is_one_hold(self, proxy: TcpProxy) -> None:
        stage = Stage()
        proxy.lose_answers(1)
        first = api.reserve(stage.pool_id, buyer=stage.buyer, units=2)
        second = api.reserve(stage.pool_id, buyer=stage.buyer, units=2)
        assert (first.changed, second.changed) == (True, False)
        assert first.hold == second.hold == checked_books(stage.pool_id).holds[stage.buyer]

    def test_without_it_a_late_transaction_would_be_done(
        self, proxy: TcpProxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The negative control: only the ledger is read, and the buyer told that all is taken."""

        def unfenced(
            pool_id: str, movements: Iterable[Movement], *, since: int
        ) -> Generator[Ask, Replies, bool]:
            somebody_else = given.client().pipeline(transaction=True)
            yield Ask([("XRANGE", keys.ledger(pool_id), since, "+")], anew=True)
            somebody_else.ping()
            somebody_else.execute()
            return False

        monkeypatch.setattr(lost_answers, "was_written", unfenced)
        stage = Stage()
        proxy.hold_back_one()
        reserve(stage)
        assert proxy.late_answer is not None
        assert not proxy.late_answer.endswith(NIL)

    def test_it_finds_nothing_where_nothing_was_written(self) -> None:
        pool_id = given.an_open_pool()
        never = Movement("reserve", 1, Place.AVAILABLE, Place.HELD, write_id="never", epoch=1)
        assert not found(pool_id, [never])

    def test_half_a_minute_later_it_cannot_tell_what_was_not_done(self) -> None:
        """The entry may have been taken out of the ledger; the fence stands all the same."""
        pool_id = given.an_open_pool()
        version = api.stock(pool_id).version
        never = Movement("reserve", 1, Place.AVAILABLE, Place.HELD, write_id="never", epoch=1)
        assert not found(pool_id, [never], passed_ms=29_000)
        with pytest.raises(api.StockUnavailable):
            found(pool_id, [never], passed_ms=30_001)
        assert api.stock(pool_id).version == version + 2

    def test_an_entry_that_is_there_tells_however_late(self) -> None:
        pool_id = given.an_open_pool()
        assert found(pool_id, api.movements(pool_id, count=1), passed_ms=3_600_000)

    def test_no_entry_is_taken_out_while_the_fence_looks_for_it(self) -> None:
        assert 2 * lost_answers.LONGEST_DOUBT_MS == KEPT_MS

    def test_it_finds_a_write_and_breaks_what_is_under_way(self) -> None:
        pool_id = given.an_open_pool()
        version = api.stock(pool_id).version
        assert found(pool_id, api.movements(pool_id, count=1))
        assert api.stock(pool_id).version == version + 1


def found(pool_id: str, movements: Iterable[Movement], *, passed_ms: int = 1_000) -> bool:
    """What the fence says of a transaction that would have made these movements.

    So long ago its WATCH was read.
    """
    fence = lost_answers.was_written(pool_id, movements, since=given.now() - passed_ms)
    with closing(given.a_line()) as line, pytest.raises(StopIteration) as told:
        fence.send(line.ask(next(fence).commands))
    return bool(told.value.value)
