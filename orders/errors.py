"""Why a purchase, or its undoing, is refused."""

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


class PaymentConflict(PaymentError):
    """The charge is in a state that forbids what was asked of it."""

    code = "payment_conflict"
