"""How the test database is emptied after each test that wrote to it.

Django's own way empties every table, and then makes content types and permissions anew, which
costs more than most tests. They are the same for all tests, so they stay. And most tables are
empty anyway: on MongoDB, where each costs a round trip, one question tells which are not.
"""

from unittest.mock import patch

from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

STAYING = {"django_content_type", "auth_permission"}


def keep_permissions() -> None:
    """From now on, permissions and content types stay where a test's rows are removed."""
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]


def _empty(case: TransactionTestCase) -> None:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    emptied = [name for name in names if name not in STAYING]
    if connection.vendor == "mongodb":
        emptied = _written(emptied)
        if not emptied:
            return
    with patch.object(connection.introspection, "django_table_names", return_value=emptied):
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            reset_sequences=False,
            inhibit_post_migrate=True,
        )


def _written(names: list[str]) -> list[str]:
    """Those of these collections that hold anything, whoever wrote it."""
    first = [{"$limit": 1}]
    asked = [
        {"$unionWith": {"coll": name, "pipeline": [*first, {"$project": {"_id": 0, "in": name}}]}}
        for name in names
    ]
    found = connection.database.aggregate([{"$documents": []}, *asked])  # type: ignore[attr-defined]
    return [document["in"] for document in found]
