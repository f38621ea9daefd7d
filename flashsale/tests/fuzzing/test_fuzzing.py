"""No call that the schema allows or forbids is answered with a 500, or otherwise than it says."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flashsale.development.ports import free_port
from flashsale.env import BASE_DIR
from flashsale.testing.rush_shop import pages
from flashsale.testing.shop import Shop, running_shop
from flashsale.tests.fuzzing.plan import configuration
from flashsale.tests.fuzzing.roles import PROOFS, proof_of

pytestmark = [pytest.mark.slow, pytest.mark.fuzzing]

MAKE_STAGE = "from flashsale.tests.fuzzing.stage import tell; tell()"
CALLS_OF_A_ROLE = 4_000
MOST_EXAMPLES = 75


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """A shop that is served as in production: through WSGI."""
    with running_shop() as running:
        port = free_port()
        running.children.start("pages", pages(port))
        served = Shop(
            f"http://localhost:{port}",
            running.folder,
            running.children,
            running.valkey_port,
            running.environment,
        )
        served.wait_until_ready()
        yield served


@pytest.mark.parametrize("role", PROOFS)
def test_nothing_that_is_asked_breaks_the_shop_or_its_schema(
    shop: Shop, role: str, tmp_path: Path
) -> None:
    stage = json.loads(shop.manage("shell", "--no-imports", "-c", MAKE_STAGE))
    counts = fuzz(shop, proof_of(role, stage, url=shop.url), known=stage["known"], folder=tmp_path)
    assert sum(counts.values()) >= CALLS_OF_A_ROLE, counts
    shop.manage("verify_stock")


def fuzz(
    shop: Shop, proof: dict[str, str], *, known: dict[str, list[str]], folder: Path
) -> dict[str, int]:
    """Calls by operation and status; what schemathesis found fails the test, in its words."""
    settings = folder / "schemathesis.toml"
    settings.write_text(configuration(known, base_url=shop.url))
    counts = folder / "counts.json"
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file", str(settings), "run", f"{shop.url}/api/v1/openapi.json",
            "--checks", "all", "--max-examples", str(MOST_EXAMPLES), "--continue-on-failure",
            "--generation-allow-x00", "false", "--generation-with-security-parameters", "false",
            "--suppress-health-check", "all", "--no-color",
            "--generation-database", "none", "--no-shrink", "--request-timeout", "30",
        ],
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "flashsale.tests.fuzzing.hooks",
            "FUZZING_PROOF": json.dumps(proof),
            "FUZZING_COUNTS": str(counts),
        },
        cwd=BASE_DIR, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, int] = json.loads(counts.read_text())
    return told
