"""For a process of its own: carries a pool's ledger, and is killed on the way."""

import os
import signal
from collections.abc import Sequence

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flashsale.settings")
    django.setup()

# A process that was forked for the tests has no Django before this line.
from django.db import connection

from inventory import api
from inventory.ledger import rows, stream
from inventory.ledger.entries import Entry


def carry_and_die(pool_id: str, database: str, *, after_inserts: int) -> None:
    """`SIGKILL`, once so many pages of 10 entries are in the database."""
    connection.settings_dict["NAME"] = database
    stream.PAGE = 10
    insert = rows.insert
    done = 0

    def insert_or_die(pool_id: str, entries: Sequence[Entry]) -> None:
        nonlocal done
        insert(pool_id, entries)
        done += 1
        if done == after_inserts:
            os.kill(os.getpid(), signal.SIGKILL)

    rows.insert = insert_or_die
    api.carry_movements([pool_id])
