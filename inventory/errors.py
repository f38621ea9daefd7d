"""Why the engine refuses. Every refusal leaves the stock as it was."""

from flashsale.errors import AfterDatabaseError

TWO_MINUTES = 120


class StockError(AfterDatabaseError):
    """The engine did not do what was asked."""

    code = "stock"


class StockUnavailable(StockError):
    """Redis is away, or not ready to take writes."""

    code = "unavailable"
    message = "We can't reach the stock right now. Please try again in a moment."


class PoolMissing(StockUnavailable):
    """Redis answers but does not know the pool: never opened, or lost."""

    message = "The count is being restored. Please try again in a moment."

    def __init__(self, pool_id: str) -> None:
        super().__init__()
        self.pool_id = pool_id


class ReservationContention(StockError):
    """Others were faster on every try, for as long as we were willing to wait."""

    code = "contention"
    message = "Very many people are pressing at this moment. Please try again."


class BadQuantity(StockError):
    """The number of units is not a whole number from 1 to 1,000."""

    code = "bad_quantity"
    message = "Choose a whole number of units, from 1 to 1,000."


class NotOpen(StockError):
    """The sale has not started."""

    code = "not_open"
    message = "This sale hasn't started yet."

    def __init__(self, opens_at: int) -> None:
        super().__init__()
        self.opens_at = opens_at


class SaleEnded(StockError):
    """The sale is over: nothing more can be held."""

    code = "ended"
    message = "This sale has ended."


class SalePaused(StockError):
    """Staff paused the sale."""

    code = "paused"
    message = "This sale is paused for a moment. Please try again soon."


class Cooldown(StockError):
    """The buyer let a hold of this pool go, or run out, and may not hold here again yet.

    `ends_at` is the millisecond, of Redis's clock, from which they may, `retry_after` the seconds
    until then.
    """

    code = "cooldown"

    def __init__(self, *, ends_at: int, now: int) -> None:
        self.ends_at = ends_at
        self.retry_after = -(-(ends_at - now) // 1000)
        wait = _wait(seconds=self.retry_after)
        super().__init__(f"You held this a moment ago. You can reserve it again in {wait}.")


class PurchaseLimit(StockError):
    """The buyer would have more units than one person may have."""

    code = "purchase_limit"

    def __init__(self, *, limit: int, taken: int) -> None:
        units = "unit" if limit == 1 else "units"
        super().__init__(f"Each person can have {limit} {units} here, and you have {taken}.")
        self.limit = limit
        self.taken = taken


class OutOfStock(StockError):
    """Fewer units are free than were asked for."""

    code = "out_of_stock"

    def __init__(self, *, requested: int, available: int) -> None:
        super().__init__(
            f"Only {available} left. Choose fewer."
            if available
            else "All units are taken. Some are only held and may come back."
        )
        self.requested = requested
        self.available = available


class HoldExpired(StockError):
    """The buyer has no live hold in this pool: its time ran out, or it was let go."""

    code = "hold_expired"
    message = "The time for this one ran out. You can try to reserve it again."


class HoldChanged(StockError):
    """The hold is not the one that was agreed to: other units, or another hold."""

    code = "hold_changed"
    message = "Your cart has changed. Please look at it once more."


class NotExtendable(StockError):
    """The sale gives no second time to a hold."""

    code = "not_extendable"
    message = "The time of this one can't be made longer."


class ClaimRefused(StockError):
    """The order has no claim in this pool, or had one that is over."""

    code = "claim_refused"
    message = "This order is no longer open."

    def __init__(self, *, order: str, state: str) -> None:
        super().__init__()
        self.order = order
        self.state = state


class PoolClosed(StockError):
    """The pool's sale is settled; `units` have left the pool and belong to the product."""

    code = "ended"
    message = "This sale is closed."

    def __init__(self, *, units: int = 0) -> None:
        super().__init__()
        self.units = units


class PoolBusy(StockError):
    """The pool can't be closed while units are held or claimed."""

    code = "busy"
    message = "Units of this sale are still held or being paid for."

    def __init__(self, *, held: int, claimed: int) -> None:
        super().__init__()
        self.held = held
        self.claimed = claimed


def _wait(*, seconds: int) -> str:
    """How long that is, in words; minutes are rounded up."""
    unit, count = ("second", seconds) if seconds < TWO_MINUTES else ("minute", -(-seconds // 60))
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
