"""The same on a real PostgreSQL: connections are lost, and the answers of commits with them."""

import os
import subprocess
import sys

import pytest

from flashsale.env import BASE_DIR
from flashsale.tests.faults import test_database_away_at_each_step as each_step

pytestmark = [pytest.mark.slow, pytest.mark.faults]

MOST_SECONDS = 300


@pytest.mark.skipif("TEST_DATABASE" in os.environ, reason="runs on that database already")
def test_postgres_is_away_at_each_step() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "--show-capture=no", each_step.__file__],
        cwd=BASE_DIR, env=os.environ | {"TEST_DATABASE": "postgres"}, timeout=MOST_SECONDS,
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout
