"""What the shop needs of a payment gateway.

Every verb names the charge by a key of ours (the order's id) and may be repeated: a gateway
that was asked before answers as it did then. So a shop that was killed in the middle can ask
again, without charging twice.
"""

from decimal import Decimal
from typing import Protocol


class Gateway(Protocol):
    def authorise(self, key: str, *, amount: Decimal, currency: str, method: str) -> None:
        """`amount` is reserved on the shopper's card; nothing is charged yet.

        Raises PaymentDeclined (also when `key` was voided before), or PaymentUnanswered: then
        the shop can't know, and must void or ask again.
        """

    def is_authorised(self, key: str) -> bool:
        """Whether the charge is authorised or captured."""

    def void(self, key: str) -> None:
        """Nothing is reserved, and nothing ever will be under this key, even if unknown yet.

        Raises PaymentConflict once captured.
        """

    def capture(self, key: str) -> None:
        """The authorised amount is charged. Raises PaymentConflict where nothing is authorised."""

    def refund(self, key: str) -> None:
        """The shopper has the money back: refunded if it was captured, else voided."""
