"""Shops that are made to be hurt."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from flashsale.testing.prepared import Prepared, prepare
from flashsale.testing.rush_shop import RushShop, rush_shop


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The database that every such shop starts with."""
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def shop(prepared: Prepared, django_db_blocker: DjangoDbBlocker) -> Iterator[RushShop]:
    """A shop of its own runs, without Celery; only the judge reads its database from here."""
    with django_db_blocker.unblock(), rush_shop(prepared) as running:
        yield running
