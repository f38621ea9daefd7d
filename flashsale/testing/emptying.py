"""How the test database is emptied after each test that wrote to it.

Django's own way empties every table, and then makes content types and permissions anew, which
costs more than most tests. They are the same for all tests, so they stay.
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
    with patch.object(connection.introspection, "django_table_names", return_value=emptied):
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            reset_sequences=False,
            inhibit_post_migrate=True,
        )
