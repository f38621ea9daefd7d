"""Why a purchase, or its undoing, is refused."""

from collections.abc import Mapping

from flashsale.errors import FlashSaleError


class OrderError(FlashSaleError):
    """The order did not change as asked."""

    code = "order"


class SignedOut(OrderError):
    """Nobody is signed in, so nobody can hold anything."""

    code = "signed_out"
    message = "Sign in first, then reserve."


class CsrfRefused(OrderError):
    """The request does not prove that it comes from a page of the shop."""

    code = "csrf"
    message = "This page is out of date. Reload it, then press again."

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class BodyTooLarge(OrderError):
    """The request is far longer than a number of units."""

    code = "too_large"
    message = "That was far more than a number of units."


class NoSuchItem(OrderError):
    """No published sale offers this item."""

    code = "no_such_item"
    message = "This product isn't in a sale."


class CartEmpty(OrderError):
    """There is nothing to buy."""

    code = "cart_empty"
    message = "Your cart is empty: what you reserved has run out or was let go."


class CartChanged(OrderError):
    """The cart is not the one that the shopper agreed to."""

    code = "cart_changed"
    message = "Your order changed since you looked at it. Nothing was charged: confirm again."


class NoLongerPending(OrderError):
    """The order was given up before it could be placed."""

    code = "no_longer_pending"
    message = "This checkout took too long and was given up. Nothing was charged."


class Oversold(OrderError):
    """The database's last guard: more would be sold than was offered."""

    code = "out_of_stock"
    message = "This sold out a moment ago. Nothing was charged."


class NotCancellable(OrderError):
    """The order can't be cancelled (any more)."""

    code = "not_cancellable"
    message = "This order can't be cancelled any more."


class PaymentError(OrderError):
    """The payment did not go through."""

    code = "payment"


class PaymentDeclined(PaymentError):
    """The bank said no, or the payment was voided before."""

    code = "payment_declined"
    message = "Your payment was declined. Nothing was charged, and your units are still held."


class PaymentUnanswered(PaymentError):
    """The gateway did not answer in time: what it did has to be found out."""

    code = "payment_unanswered"
    message = "The bank didn't answer in time. Nothing was charged, and your units are still held."


class PaymentNeedsStep(PaymentError):
    """The bank wants something of the shopper first, at `url`; the order waits for it."""

    code = "payment_needs_step"
    message = "Your bank wants to hear from you before it pays."

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


class PaymentConflict(PaymentError):
    """The charge is in a state that forbids what was asked of it."""

    code = "payment_conflict"


class WebhookRefused(PaymentError):
    """What claims to come from the payment gateway does not, or not now."""

    code = "bad_signature"
    message = "The signature does not fit."


class CannotLeave(OrderError):
    """The account can't be deleted now."""

    code = "cannot_leave"


class SaleStillRunning(CannotLeave):
    """Whoever left and came back could buy as much again."""

    code = "sale_still_running"
    message = (
        "You bought in a sale that still runs, and what one person can have there is limited. The"
        " account can be deleted once the sale has ended, or what you bought there is cancelled."
    )


class OrderPending(CannotLeave):
    """An order is between the button and the bank: its buyer is still needed."""

    code = "order_pending"
    message = (
        "An order is still being paid. Finish it, or wait until it is given up: then the account"
        " can be deleted."
    )


class WorkedInAdmin(CannotLeave):
    """What was done in the admin names who did it, and stays."""

    code = "worked_in_admin"
    message = (
        "This account has worked in the admin, and that record has to stay. A colleague can shut"
        " it instead."
    )


class LastSuperuser(CannotLeave):
    """Without this account nobody could do everything in the admin."""

    code = "last_superuser"
    message = "Nobody else may do everything in the admin. Give somebody that right first."


class DeliveryIncomplete(OrderError):
    """The way to deliver or its address is missing or wrong; the form says what."""

    code = "delivery_incomplete"
    message = "Look at the delivery again: something is missing."

    def __init__(self, *, fields: Mapping[str, list[str]] | None = None) -> None:
        super().__init__()
        self.fields = fields or {}


class HoldsMore(OrderError):
    """The buyer holds more units of the item than are to be bought at once."""

    code = "holds_more"

    def __init__(self, *, held: int) -> None:
        super().__init__(
            f"You hold {held} of it already. Order what you hold, or let it go first. Nothing"
            " changed."
        )
        self.held = held


class StillBuying(OrderError):
    """Another purchase of this item, by the same buyer, takes very long."""

    code = "contention"
    message = "You are buying this at this very moment. Ask again, with the same key."


class IdempotencyMismatch(OrderError):
    """The key was used before, for something else."""

    code = "idempotency_mismatch"
    message = (
        "This Idempotency-Key has made another order. Send the same request again, or a new key."
    )


class GivenUp(OrderError):
    """The order of this key was given up before it was placed, and stays so."""

    code = "given_up"
    message = "This order was given up. Nothing was charged. Buy again, with a new key."
