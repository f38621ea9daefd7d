"""One script call a request, as it is usually done: `reserve.lua`, and the buyer's set before it.

The set is in another slot of a cluster than the pool, so the script can't write it: it goes
ahead of the script in the same write. EVALSHA is sent at once, and the script loaded where the
server does not know it; redis-py's own Script would ask SCRIPT EXISTS in each pipeline first.
"""

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from redis.exceptions import NoScriptError, RedisError

from flashsale.redis_clients import stock_client
from inventory import keys, writing
from inventory.errors import (
    Cooldown,
    NotOpen,
    OutOfStock,
    PoolMissing,
    PurchaseLimit,
    SaleEnded,
    SalePaused,
    StockError,
    StockUnavailable,
)
from inventory.records import Hold, Reservation
from inventory.requests import new_write_id

SCRIPT = Path(__file__).with_name("reserve.lua").read_text()
SCRIPT_ID = hashlib.sha1(SCRIPT.encode(), usedforsecurity=False).hexdigest()

WITHOUT_FACTS: dict[str, type[StockError]] = {
    refusal.code: refusal for refusal in (SaleEnded, SalePaused)
}


def lost_rounds() -> int:
    """None, ever: a script does not compete."""
    return 0


def reserve(pool_id: str, *, buyer: str, units: int) -> Reservation:
    """What `inventory.api.reserve` does, for this one request alone."""
    names = [
        keys.pool(pool_id), keys.holds(pool_id), keys.expiry(pool_id), keys.bought(pool_id),
        keys.ledger(pool_id), keys.ttl(pool_id, buyer), keys.rest(pool_id, buyer),
    ]  # fmt: skip
    arguments: list[str | int] = [buyer, units, secrets.token_hex(8), new_write_id()]
    try:
        answer = _run(pool_id, buyer, names, arguments)
    except (RedisError, OSError) as error:
        raise StockUnavailable from error
    if answer[0] != b"held":
        raise _refusal(pool_id, *answer)
    _, held, token, expires_at, changed, now = answer
    hold = Hold(pool_id, buyer, units=held, token=token.decode(), expires_at=expires_at)
    return Reservation(hold=hold, changed=bool(changed), server_time=now)


def _run(
    pool_id: str, buyer: str, names: Sequence[str], arguments: Sequence[str | int]
) -> list[Any]:
    pipe = stock_client().pipeline(transaction=False)
    for command in writing.remember_pool(buyer, pool_id):
        pipe.execute_command(*command)
    pipe.evalsha(SCRIPT_ID, len(names), *names, *arguments)
    try:
        *_, answer = pipe.execute()
    except NoScriptError:
        stock_client().script_load(SCRIPT)
        return _run(pool_id, buyer, names, arguments)
    found: list[Any] = answer
    return found


def _refusal(pool_id: str, code: bytes, *facts: int) -> StockError:
    match code.decode(), facts:
        case OutOfStock.code, (requested, available):
            return OutOfStock(requested=requested, available=available)
        case PurchaseLimit.code, (limit, taken):
            return PurchaseLimit(limit=limit, taken=taken)
        case NotOpen.code, (opens_at,):
            return NotOpen(opens_at)
        case Cooldown.code, (ends_at, now):
            return Cooldown(ends_at=ends_at, now=now)
        case PoolMissing.code, ():
            return PoolMissing(pool_id)
    if not facts and code.decode() in WITHOUT_FACTS:
        return WITHOUT_FACTS[code.decode()]()
    raise ValueError(f"the script said {code!r} {facts}")
