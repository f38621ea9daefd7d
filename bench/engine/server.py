"""A Valkey for the suite alone. It writes no file: what is compared is not how fast a disk is."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flashsale.development import valkey
from flashsale.development.children import Children
from flashsale.development.failing import CannotRun
from flashsale.development.ports import answers

READY_SECONDS = 10
LOOK_SECONDS = 0.02
NO_LOG = ("--appendonly", "no")


@contextmanager
def own_valkey(port: int) -> Iterator[None]:
    """Inside, an empty Valkey answers at the port, out of reach of Ctrl-C. None does afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="flashsale-bench-"))
    children = Children(environment={})
    try:
        children.start("Valkey", [*valkey.command(port, data=folder), *NO_LOG])
        give_up_at = time.monotonic() + READY_SECONDS
        while not answers(port):
            if children.ended() or time.monotonic() > give_up_at:
                log = folder / "valkey.log"
                raise CannotRun(f"Valkey did not start. It said:\n{log.read_text()}")
            time.sleep(LOOK_SECONDS)
        yield
    finally:
        children.end()
        shutil.rmtree(folder, ignore_errors=True)
