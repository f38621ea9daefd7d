"""Why the shop refuses. Every refusal leaves stock and sale as they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flashsale.errors import FlashSaleError


class ShopError(FlashSaleError):
    """The shop did not do what was asked."""

    code = "shop"


class NotYours(ShopError):
    """Only staff with the permission, or the owner of the store, may do this."""

    code = "forbidden"
    message = "Only the store's owner or staff of the shop may do this."


class ProductInUse(ShopError):
    """A product can't be deleted: a sale offers it, or it was ordered."""

    code = "product_in_use"
    message = "A sale has this product, so it can't be deleted. Set its stock to 0 instead."


class NoSuchItem(ShopError):
    """No sale that shoppers can see offers what was named."""

    code = "no_such_item"
    message = "No sale offers this. Check the id."


class SeveralItems(ShopError):
    """What was named is offered as several items, and which is meant is not said."""

    code = "several_items"

    def __init__(self, *, of: str) -> None:
        super().__init__(f"This {of} is offered as several items. Name the item that you mean.")


class SaleWithoutItems(ShopError):
    """A sale that offers nothing can't be published."""

    code = "no_items"
    message = "This sale has no products yet. Add at least one, then publish it."


class WrongVariant(ShopError):
    """A product that has variants is offered without one, or in another product's. No unit was
    taken.
    """

    code = "wrong_variant"

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__(
            f"Sold in variants: {'; '.join(labels)}. Choose one of the product's own in each row,"
            " then publish."
        )
        self.labels = tuple(labels)


class SaleNotPublished(ShopError):
    """Only a published sale can be paused, moved, ended or cancelled."""

    code = "not_published"
    message = "This sale isn't published. Change or delete the draft instead."


class SaleNotStarted(ShopError):
    """A sale that has not started can't be ended."""

    code = "not_started"
    message = "This sale hasn't started yet. Cancel it instead."


class SaleStarted(ShopError):
    """The start of a running sale can't be moved."""

    code = "started"
    message = "This sale has started, so its start can't be moved any more."


class SaleOver(ShopError):
    """The sale has ended, or was cancelled."""

    code = "over"
    message = "This sale is over. Make a new one."


class BadTimes(ShopError):
    """The sale would end before it starts, or has ended already."""

    code = "bad_times"


@dataclass(frozen=True, slots=True)
class Shortage:
    """`product`, or one of its variants, has `available` units in stock, of the `needed` ones."""

    product: str
    needed: int
    available: int

    def __str__(self) -> str:
        return f"{self.product} has {self.available} of the {self.needed} units needed"


class NotEnoughStock(ShopError):
    """Products lack the units that the sale would take. Nothing was taken."""

    code = "not_enough_stock"

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(f"Not enough stock: {'; '.join(map(str, shortages))}.")
        self.shortages = tuple(shortages)


class TooManyReturned(ShopError):
    """More units would come back from a sale than it offered: two books disagree."""

    code = "too_many_returned"

    def __init__(self, *, item_id: str, units: int) -> None:
        super().__init__(
            f"{units} units can't come back from item {item_id}: it did not offer that many."
            " Run verify_stock."
        )
        self.item_id = item_id
        self.units = units


class UnitsNotFree(ShopError):
    """Units can't be taken out of a sale: they are held, being paid for, or sold."""

    code = "not_free"
    message = "So many units aren't free any more: they are held or sold. Nothing was changed."


class AdjustmentDiffers(ShopError):
    """An operation was repeated with other values than the first time. Nothing was changed."""

    code = "idempotency_mismatch"
    message = "This Idempotency-Key was used with another body. Choose a new key."


class AdjustmentOpen(ShopError):
    """Units are being added to the item or taken out at this moment."""

    code = "busy"
    message = "Units are being added or taken out at this moment. Please try again."


class PoolNotTrusted(ShopError):
    """The pool may have lost its last moments, or was just rebuilt: its numbers don't count yet."""

    code = "pool_not_trusted"

    def __init__(self, pool_id: UUID) -> None:
        super().__init__("The count is being restored. Please try again in a moment.")
        self.pool_id = pool_id
