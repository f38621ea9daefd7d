"""The edition of the catalogue: everything kept of another edition is out of date.

    1. a page reads the edition: A
    2. it reads the database
    3. staff edit a product; their change is committed, then the edition is B
    4. the page keeps what it read, as edition A

What was kept in 4 is never believed, because whoever reads it also reads B.

Staff, services and commands save through the models, whose signals tell of it. What writes with
`update()` sends none, and calls `begin_edition_on_commit` itself, where a product page shows it.
"""

import secrets
from functools import partial
from typing import Any

import redis
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from flashsale import cache_redis
from shop.models import Product, Sale, SaleItem, Store, Variant

EDITION = "catalogue:edition"
SHOWN = (Store, Product, Variant, Sale, SaleItem)


def begin_edition_on_commit(**_: Any) -> None:
    """Once what was written is committed, nothing that was kept before is shown any more.

    Tried even if Redis was away a moment ago. Writes catalogue:edition.
    """
    transaction.on_commit(partial(cache_redis.insist, _begin))


def begin_if_there_is_none(client: redis.Redis) -> bytes:
    """The edition of now. Redis has none at first, and where it has forgotten it."""
    client.set(EDITION, secrets.token_hex(8), nx=True)
    begun: Any = client.get(EDITION)
    return bytes(begun or b"")


def listen() -> None:
    """From now on, a model that is saved or deleted begins an edition."""
    for model in SHOWN:
        for signal in (post_save, post_delete):
            signal.connect(begin_edition_on_commit, sender=model, dispatch_uid="edition")


def _begin(client: redis.Redis) -> None:
    client.set(EDITION, secrets.token_hex(8))
