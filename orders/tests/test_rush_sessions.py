"""Whom the lane believes: copies of sessions, and what it does for those who have none."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
