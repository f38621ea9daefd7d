"""The public door of the stock engine: the verbs, and what they answer with.

Pool ids, buyers and orders are UUIDs or their text. Times in and out are whole milliseconds of
Redis's clock. Every verb may be repeated: README.md tells what each does in each state. Each
that changes anything watches `stock:{pool}`, and raises StockUnavailable while Redis is away
(nothing was lost: ask again) or ReservationContention when others were faster for too long.
"""

from inventory.errors import (
    BadQuantity,
    ClaimRefused,
    Cooldown,
    HoldChanged,
    HoldExpired,
    NotExtendable,
    NotOpen,
    OutOfStock,
    PoolBusy,
    PoolClosed,
    PoolMissing,
    PurchaseLimit,
    ReservationContention,
    SaleEnded,
    SalePaused,
    StockError,
    StockUnavailable,
)
from inventory.eviction import EvictingRedis, refuse_evicting_redis
from inventory.records import (
    Balance,
    Claim,
    ClaimState,
    Hold,
    Holdings,
    Movement,
    Place,
    Reservation,
    Stock,
)
from inventory.requests import Terms
from inventory.servers import epochs_of, servers_of
from inventory.verbs.holds import (
    LARGEST_QUANTITY,
    areserve,
    extend,
    release,
    release_all,
    reserve,
    set_units,
    sweep_expired,
)
from inventory.verbs.ledger import balances, carry_movements, movements
from inventory.verbs.orders import claim, restock, settle, unclaim
from inventory.verbs.pools import (
    add_units,
    close_pool,
    open_pool,
    pause,
    rebuild_pool,
    reschedule,
    resume,
    set_cooldown,
    set_limit,
    withdraw_pool,
)
from inventory.verbs.reading import holds_of, stock, stocks

__all__ = [
    "LARGEST_QUANTITY",
    "BadQuantity",
    "Balance",
    "Claim",
    "ClaimRefused",
    "ClaimState",
    "Cooldown",
    "EvictingRedis",
    "Hold",
    "HoldChanged",
    "HoldExpired",
    "Holdings",
    "Movement",
    "NotExtendable",
    "NotOpen",
    "OutOfStock",
    "Place",
    "PoolBusy",
    "PoolClosed",
    "PoolMissing",
    "PurchaseLimit",
    "Reservation",
    "ReservationContention",
    "SaleEnded",
    "SalePaused",
    "Stock",
    "StockError",
    "StockUnavailable",
    "Terms",
    "add_units",
    "areserve",
    "balances",
    "carry_movements",
    "claim",
    "close_pool",
    "epochs_of",
    "extend",
    "holds_of",
    "movements",
    "open_pool",
    "pause",
    "rebuild_pool",
    "refuse_evicting_redis",
    "release",
    "release_all",
    "reschedule",
    "reserve",
    "restock",
    "resume",
    "servers_of",
    "set_cooldown",
    "set_limit",
    "set_units",
    "settle",
    "stock",
    "stocks",
    "sweep_expired",
    "unclaim",
    "withdraw_pool",
]
