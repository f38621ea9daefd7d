"""The page as everybody sees it who is not signed in, kept for a second.

One at a time makes it: who comes meanwhile waits for that one, and makes it himself only if that
takes too long.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import redis

from flashsale import cache_redis, clock
from shop import trending
from shop.product_pages.editions import EDITION, begin_if_there_is_none

PAGE_MS = 1000
TURN_MS = 1000
PATIENCE_SECONDS = 0.3
GLANCE_SECONDS = 0.01

# Answers the edition; the page if one of this edition is kept, a view of which is counted; else
# whether it is now for who asks to make it. In one question, since each takes longer than all else
# that such a request needs; and so nobody finds neither the page nor the turn of who has made it.
LOOK = (
    trending.COUNT_VIEW
    + f"""
local slug, visitor, hour = ARGV[1], ARGV[2], ARGV[3]
local edition = redis.call('GET', '{EDITION}')
if not edition then
  return {{false, false, false}}
end
local kept = redis.call('HMGET', 'product:' .. slug .. ':page', 'edition', 'product', 'html')
if kept[1] == edition then
  if visitor ~= '' then
    count_view(kept[2], visitor, hour)
  end
  return {{edition, kept[3], false}}
end
local turn = 'product:' .. slug .. ':turn:' .. edition
return {{edition, false, redis.call('SET', turn, '', 'NX', 'PX', {TURN_MS})}}
"""
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page and which product it shows; one that does not know the stock is not kept."""

    product_id: UUID
    html: bytes
    may_be_kept: bool = True


def shared_page(slug: str, *, visitor: str | None, make: Callable[[], Page]) -> bytes:
    """The product's page, a second old at most; made by `make` where none is kept.

    The visitor's view is counted. What `make` raises is raised. Reads catalogue:edition and
    product:<slug>:page, writes the second and product:<slug>:turn:<edition>.
    """
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = cache_redis.ask(lambda client: _look(client, slug, visitor))
        if answer is None:
            return _counted(make(), visitor)
        current, html, is_my_turn = answer
        if html is not None:
            return html
        if is_my_turn:
            return _counted(_made(slug, current, make), visitor)
        if time.monotonic() > give_up_at:
            return _counted(make(), visitor)
        time.sleep(GLANCE_SECONDS)


def _look(client: redis.Redis, slug: str, visitor: str | None) -> tuple[bytes, bytes | None, bool]:
    arguments = (slug, visitor or "", trending.hour_of(clock.now()))
    current, html, turn = cache_redis.run_script(client, LOOK, *arguments)
    if current is None:
        begin_if_there_is_none(client)
        current, html, turn = cache_redis.run_script(client, LOOK, *arguments)
    return current or b"", html, turn is not None


def _made(slug: str, current: bytes, make: Callable[[], Page]) -> Page:
    """Kept until a second after it was begun, since its counts may be as old as that."""
    began_at = time.monotonic()
    page: Page | None = None
    try:
        page = make()
        return page
    finally:
        left_ms = PAGE_MS - int((time.monotonic() - began_at) * 1000)
        keep = page if page is not None and page.may_be_kept and left_ms > 0 else None
        cache_redis.ask(lambda client: _end_turn(client, slug, current, keep, left_ms))


def _end_turn(
    client: redis.Redis, slug: str, current: bytes, page: Page | None, left_ms: int
) -> None:
    pipe = client.pipeline(transaction=True)
    if page is not None:
        kept: Any = {"edition": current, "product": str(page.product_id), "html": page.html}
        pipe.hset(f"product:{slug}:page", mapping=kept)
        pipe.pexpire(f"product:{slug}:page", left_ms)
    pipe.delete(f"product:{slug}:turn:{current.decode()}")
    pipe.execute()


def _counted(page: Page, visitor: str | None) -> bytes:
    trending.count_view(page.product_id, visitor=visitor)
    return page.html
