"""What STOCK_REDIS_URL may be, and what is said of a wrong one before anything starts."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from flashsale.redis_urls import one_server_url, stock_url
from flashsale.wire import Address, address_of, route_of
from flashsale.wire.cluster import Cluster
from flashsale.wire.finding import OneServer
from flashsale.wire.sentinel import Sentinel
from flashsale.wire.urls import ClusterUrl, SentinelUrl, parts_of


class TestACluster:
    def test_names_some_of_its_nodes(self) -> None:
        assert parts_of("redis+cluster://a:7000,b:7001") == ClusterUrl(
            ("redis://a:7000/0", "redis://b:7001/0")
        )

    def test_may_have_a_login_and_tls_for_all(self) -> None:
        parts = parts_of("rediss+cluster://ann:p%40ss@a:7000,[::1]:7001/0?ssl_cert_reqs=none")
        assert parts == ClusterUrl(
            (
                "rediss://ann:p%40ss@a:7000/0?ssl_cert_reqs=none",
                "rediss://ann:p%40ss@[::1]:7001/0?ssl_cert_reqs=none",
            )
        )
        first, second = (address_of(node) for node in parts.nodes)
        assert first.greeting == second.greeting == (("AUTH", "ann", "p@ss"),)
        assert (first.host, second.host, second.port) == ("a", "::1", 7001)
        assert first.tls is not None

    @pytest.mark.parametrize(
        "url",
        [
            "redis+cluster://", "redis+cluster://a", "redis+cluster://a:7000,", "redis+cluster://:1",
            "redis+cluster://a:7000,b:x", "redis+cluster://a:70000", "redis+cluster://a:7000/3",
            "redis+cluster://::1:7000",
        ],
    )  # fmt: skip
    def test_that_is_not_said_right_is_refused_with_the_form(self, url: str) -> None:
        with pytest.raises(ImproperlyConfigured) as refused:
            stock_url(url)
        assert str(refused.value).startswith(
            "STOCK_REDIS_URL: redis+cluster://[user:password@]host:port[,host:port…] is expected"
        )


class TestSentinel:
    def test_is_named_with_the_service_it_watches(self) -> None:
        assert parts_of("redis+sentinel://a:26379,b:26380/stock") == SentinelUrl(
            sentinels=("redis://a:26379/0", "redis://b:26380/0"),
            service="stock",
            primary="redis://localhost/0",
        )

    def test_is_asked_without_the_login_of_its_primary(self) -> None:
        parts = parts_of("redis+sentinel://:secret@a:26379/stock/2")
        assert parts == SentinelUrl(
            sentinels=("redis://a:26379/0",),
            service="stock",
            primary="redis://:secret@localhost/2",
        )
        assert address_of(parts.primary).greeting == (("AUTH", "secret"), ("SELECT", 2))

    @pytest.mark.parametrize(
        "url",
        [
            "redis+sentinel://a:26379", "redis+sentinel://a:26379/", "redis+sentinel:///stock",
            "redis+sentinel://a/stock", "redis+sentinel://a:26379/stock/first",
        ],
    )  # fmt: skip
    def test_that_is_not_said_right_is_refused_with_the_form(self, url: str) -> None:
        with pytest.raises(ImproperlyConfigured) as refused:
            stock_url(url)
        form = "redis+sentinel://[user:password@]host:26379[,host:26379…]/<service>[/<db>]"
        assert str(refused.value).startswith(f"STOCK_REDIS_URL: {form} is expected")


def test_one_server_is_what_it_was() -> None:
    for url in ("redis://a:6379/1", "rediss://a", "unix:///run/redis.sock?db=1"):
        assert parts_of(stock_url(url)) == url


@pytest.mark.parametrize("url", ["http://a:80", "a:6379", "", "redis+claster://a:1", "sentinel://"])
def test_anything_else_is_refused_with_all_three_forms(url: str) -> None:
    with pytest.raises(
        ImproperlyConfigured, match=r"redis://host:port/db, redis\+cluster://.* or "
    ):
        stock_url(url)


def test_only_the_stock_may_be_in_a_cluster_or_behind_sentinel() -> None:
    assert one_server_url("BROKER_URL", "amqp://a") == "amqp://a"
    for url in ("redis+cluster://a:1", "rediss+sentinel://a:1/stock"):
        with pytest.raises(ImproperlyConfigured, match=r"^BROKER_URL: only STOCK_REDIS_URL may"):
            one_server_url("BROKER_URL", url)


def test_each_has_its_own_way_which_all_of_a_process_share() -> None:
    assert isinstance(route_of("redis://a:6379/0"), OneServer)
    assert isinstance(route_of("redis+cluster://a:1"), Cluster)
    assert isinstance(route_of("redis+sentinel://a:1/stock"), Sentinel)
    assert route_of("redis+cluster://a:1") is route_of("redis+cluster://a:1")
    assert route_of("redis://a:6379/0").known("any") == Address("a", 6379, None, None, ())
