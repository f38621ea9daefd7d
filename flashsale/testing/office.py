"""Where a test gives the shop's commands: one process for all, since each start takes seconds."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flashsale.env import BASE_DIR
from flashsale.testing.shop import Shop

SERVE = """
import contextlib, io, json, sys
from django.core.management import call_command
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        call_command(*json.loads(line))
    print(json.dumps(said.getvalue()), flush=True)
"""


@dataclass(frozen=True, slots=True)
class StartedSale:
    """An item of a sale in the running shop."""

    slug: str
    item: str
    product: str

    @property
    def path(self) -> str:
        return f"/sales/{self.slug}/"

    @property
    def product_path(self) -> str:
        return f"/products/{self.product}/"


@dataclass(frozen=True, slots=True)
class Office:
    """Runs `manage.py` commands of one shop."""

    process: subprocess.Popen[str]

    def manage(self, *arguments: str) -> str:
        """What the command printed. One that fails ends the office; stderr says why."""
        if self.process.stdin is None or self.process.stdout is None:
            raise LookupError("an office without pipes")
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        said: str = json.loads(self.process.stdout.readline())
        return said

    def start_sale(self, *options: str) -> StartedSale:
        """A sale is published; `options` are those of `manage.py start_sale`."""
        told = json.loads(self.manage("start_sale", "--json", *options))
        (item,) = told["items"]
        return StartedSale(told["sale"], item["id"], item["product"])

    def start_sale_in_variants(self, *options: str) -> dict[str, StartedSale]:
        """A sale of a product in sizes or colours is published; each by its name."""
        told = json.loads(self.manage("start_sale", "--json", *options))
        return {
            item["variant"]: StartedSale(told["sale"], item["id"], item["product"])
            for item in told["items"]
        }


@contextmanager
def open_office(shop: Shop) -> Iterator[Office]:
    """Inside, commands can be given; the first waits until the process is up."""
    command = [sys.executable, str(BASE_DIR / "manage.py"), "shell", "--no-imports", "-c", SERVE]
    with subprocess.Popen(
        command,
        cwd=BASE_DIR,
        env=shop.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Office(process)
        if process.stdin is not None:
            process.stdin.close()
