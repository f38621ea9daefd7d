"""The line is cut at any byte, or Redis refuses at any moment: nothing is half done or misheard."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import count, cycle

import pytest
from pytest_django import Settings

from flashsale.development.ports import free_port
from flashsale.redis_clients import stock_client
from inventory import api
from inventory import requests as requested
from inventory.shells import threads
from inventory.shells.threads import ThreadShell
from inventory.tests import given
from inventory.tests.books import checked_books, everything
from inventory.tests.tcp_proxy import Moment, TcpProxy

Reserve = Callable[[str, str], api.Reservation]
UNITS = 2
numbers = count()


@pytest.fixture
def proxy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TcpProxy]:
    """The shells speak to Valkey through this; the tests themselves do not."""
    shell = ThreadShell()
    monkeypatch.setattr(threads, "shell", lambda: shell)
    stock_client()
    proxy = TcpProxy(int(stock_client().connection_pool.connection_kwargs["port"]))
    settings.STOCK_REDIS_URL = f"redis://127.0.0.1:{proxy.port}/0"
    yield proxy
    proxy.close()


def by_thread(pool_id: str, buyer: str) -> api.Reservation:
    return api.reserve(pool_id, buyer=buyer, units=UNITS)


@pytest.fixture
def by_loop() -> Iterator[Reserve]:
    with asyncio.Runner() as runner:
        yield lambda pool_id, buyer: runner.run(api.areserve(pool_id, buyer=buyer, units=UNITS))


@pytest.fixture(params=["threads", "loops"])
def reserve(request: pytest.FixtureRequest, by_loop: Reserve) -> Reserve:
    """The buyer presses for UNITS, through either shell."""
    return by_thread if request.param == "threads" else by_loop


def a_pool() -> str:
    """A pool for two buyers; its name is short, so that there are fewer bytes to cut after."""
    pool_id = f"{next(numbers)}"
    api.open_pool(
        pool_id, units=2 * UNITS, per_buyer_limit=5, hold_seconds=600, opens_at=0, closes_at=None
    )
    return pool_id


def told(pool_id: str, reserve: Reserve) -> dict[str, api.Hold]:
    """The hold that Ann was told of, if she was; what was half said is not asked on."""
    try:
        return {"ann": reserve(pool_id, "ann").hold}
    except api.StockUnavailable:
        return {}


def check_goes_on(pool_id: str, reserve: Reserve, expected: dict[str, api.Hold]) -> None:
    """The next verb of the same shell hears its own answer; and what was told is so, once."""
    hold = reserve(pool_id, "bob").hold
    assert (hold.buyer, hold.units) == ("bob", UNITS)
    books = checked_books(pool_id)
    assert books.holds == {**expected, "bob": hold}
    assert books.kinds == ["open"] + ["reserve"] * len(books.holds)


class TestCutAtAnyByte:
    """A reserve is cut after each number of bytes, until all of it goes through."""

    def check(
        self, proxy: TcpProxy, cut: Callable[[int], None], *shells: Reserve, step: int = 1
    ) -> None:
        outcomes = set()
        for after, reserve in zip(count(step=step), cycle(shells), strict=False):
            pool_id = a_pool()
            cut(after)
            holds = told(pool_id, reserve)
            outcomes.add(len(holds))
            is_whole = proxy.is_to_cut
            proxy.go_on()
            check_goes_on(pool_id, reserve, holds)
            if is_whole:
                break
        assert outcomes == {0, 1}, "cut while it read, and later"

    def test_of_the_answers(self, proxy: TcpProxy, reserve: Reserve) -> None:
        self.check(proxy, proxy.cut_answers, reserve)

    @pytest.mark.parametrize(
        "step", [3, pytest.param(1, marks=[pytest.mark.slow, pytest.mark.faults])]
    )
    def test_of_the_requests(self, proxy: TcpProxy, by_loop: Reserve, step: int) -> None:
        """Both shells ask for the same, so they share the bytes."""
        self.check(proxy, proxy.cut_requests, by_thread, by_loop, step=step)


ERRORS = [
    b"LOADING Redis is loading the dataset in memory",
    b"READONLY You can't write against a read only replica.",
    b"MOVED 3999 127.0.0.1:6381",
    b"ASK 3999 127.0.0.1:6381",
    b"CLUSTERDOWN The cluster is down",
    b"TRYAGAIN Multiple keys request during rehashing of slot",
    b"BUSY Redis is busy running a script.",
]


class TestARedisThatIsNotWell:
    @pytest.mark.parametrize("moment", Moment)
    @pytest.mark.parametrize("error", ERRORS)
    def test_changes_nothing_and_is_asked_on_a_new_line(
        self, proxy: TcpProxy, reserve: Reserve, moment: Moment, error: bytes
    ) -> None:
        pool_id = a_pool()
        before = everything(pool_id)
        proxy.refuse(error, at=moment)
        with pytest.raises(api.StockUnavailable) as unavailable:
            reserve(pool_id, "ann")
        assert str(unavailable.value.__cause__) == error.decode()
        assert not proxy.is_to_refuse
        assert everything(pool_id) == before
        connections = proxy.connections
        check_goes_on(pool_id, reserve, {})
        assert reserve(pool_id, "bob").changed is False
        assert proxy.connections == connections + 1, "a new one, which is kept"

    def test_that_became_a_replica_takes_no_write_until_it_is_none(
        self, proxy: TcpProxy, reserve: Reserve
    ) -> None:
        pool_id = a_pool()
        before = everything(pool_id)
        given.client().replicaof("127.0.0.1", free_port())
        try:
            with pytest.raises(api.StockUnavailable) as unavailable:
                reserve(pool_id, "ann")
        finally:
            given.client().replicaof("NO", "ONE")
        assert "read only replica" in str(unavailable.value.__cause__)
        assert everything(pool_id) == before
        check_goes_on(pool_id, reserve, {})

    def test_that_refuses_the_verbs_of_a_whole_group_refuses_each(self, proxy: TcpProxy) -> None:
        pool_id = a_pool()
        proxy.refuse(ERRORS[0], at=Moment.EXEC)
        requests = [requested.Reserve(buyer=name, units=1, token=name) for name in "abc"]
        outcomes = threads.shell().execute(pool_id, requests)
        assert [type(outcome) for outcome in outcomes] == [api.StockUnavailable] * 3
        assert len(set(map(id, outcomes))) == 3, "each has an error of its own"
        assert checked_books(pool_id).counters == (2 * UNITS, 2 * UNITS, 0, 0, 0)
