"""A cluster and a watched pair, started once for each worker, and well before each test."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_django import Settings

from flashsale.redis_clients import forget_stock_client, stock_client
from flashsale.testing.cluster import ValkeyCluster, valkey_cluster
from flashsale.testing.sentinel import WatchedPair, watched_pair


@pytest.fixture(scope="session")
def running_cluster() -> Iterator[ValkeyCluster]:
    with valkey_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def running_pair() -> Iterator[WatchedPair]:
    with watched_pair() as pair:
        yield pair


@pytest.fixture
def cluster(running_cluster: ValkeyCluster, settings: Settings) -> Iterator[ValkeyCluster]:
    """The stock is in this cluster, whose servers all live."""
    running_cluster.revive()
    with the_stock_at(running_cluster.url, settings):
        yield running_cluster


@pytest.fixture
def pair(running_pair: WatchedPair, settings: Settings) -> Iterator[WatchedPair]:
    """The stock is in the primary of this pair, of which both live."""
    running_pair.revive()
    with the_stock_at(running_pair.url, settings):
        yield running_pair


@contextmanager
def the_stock_at(url: str, settings: Settings) -> Iterator[None]:
    settings.STOCK_REDIS_URL = url
    forget_stock_client()
    yield
    stock_client().close()
    forget_stock_client()
