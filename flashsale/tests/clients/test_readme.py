"""README's commands for the API do what README says, as they stand there."""

import json
import os
import re
import shutil
import subprocess
from typing import Any

import pytest

from flashsale.env import BASE_DIR
from flashsale.tests.clients.conftest import Furnished

pytestmark = [pytest.mark.own_database, pytest.mark.any_database]

README = (BASE_DIR / "README.md").read_text()
TOOLS = ("bash", "curl", "openssl", "python3")
PASSED = 0


@pytest.fixture(scope="session")
def tools() -> None:
    """What the commands need is there. Without it the test is skipped, loudly; in CI it fails."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        reason = f"README'S COMMANDS ARE NOT TESTED: {', '.join(missing)} missing"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def commands() -> str:
    """All commands of the section, one after the other."""
    (section,) = re.findall(r"^## The API\n(.*?)^## ", README, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(re.findall(r"```bash\n(.*?)```", section, flags=re.DOTALL))


def test_all_commands_of_readme_work_in_their_order(tools: None, shop: Furnished) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands()],
        env={**os.environ, "SHOP": shop.url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == PASSED, f"{done.stdout}\n{done.stderr}"
    answers: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines() if line]
    registered, me, products, stock, held, cart, repeated, cancelled, listed, bought = answers
    assert registered["token_type"] == "Bearer"
    assert me == registered["user"]
    assert products["count"] >= 1
    (item,) = (line["item"] for line in cart["items"])
    assert (held["item"], held["units"]) == (item, 2)
    assert item in stock["items"]
    assert repeated["status"] == "placed"
    assert (cancelled["id"], cancelled["status"]) == (repeated["id"], "cancelled")
    assert [row["id"] for row in listed["items"]] == [repeated["id"]]
    assert (bought["status"], bought["lines"][0]["units"]) == ("placed", 1)
