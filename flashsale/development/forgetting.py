"""`make fresh`: the data in var/ is gone, and the next run makes a new shop."""

import shutil
import sys

from flashsale.development.failing import CannotRun
from flashsale.development.saying import say
from flashsale.env import VAR_DIR, running_process


def forget() -> int:
    """Everything in var/ is deleted; a person at a terminal is asked first.

    A database or Redis of one's own (DATABASE_URL, REDIS_URL) is not touched.
    """
    if process := running_process():
        raise CannotRun(f"the shop is running (process {process}). Stop it first, with Ctrl-C.")
    if not VAR_DIR.exists():
        return 0
    if sys.stdin.isatty():
        answer = input(f"Delete all accounts, orders and pictures in {VAR_DIR}? [y/N] ")
        if answer.strip().lower() not in ("y", "yes"):
            raise CannotRun("nothing was deleted.")
    shutil.rmtree(VAR_DIR)
    say("Forgot everything in var/.")
    return 0
