"""What the shop needs of a payment gateway.

Every verb names the charge by a key of ours (the order's id) and may be repeated: a gateway
that was asked before answers as it did then, or as its charge has become since. So a shop that
was killed in the middle can ask again, without charging twice.

A gateway that can't be reached raises PaymentUnanswered from any verb: what it did has to be
found out, by asking again.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from orders.payment.events import GatewayEvent


class Gateway(Protocol):
    """`name` stands in the address of its webhooks, `methods` are those of the checkout's form."""

    name: str
    methods: tuple[tuple[str, str], ...]

    def authorise(self, key: str, *, amount: Decimal, currency: str, method: str) -> None:
        """`amount` is reserved on the shopper's card; nothing is charged yet.

        Raises PaymentNeedsStep while the shopper has something to do at the bank: then nothing
        is reserved yet, and `url` is where to send them. Raises PaymentDeclined (also when `key`
        was voided before), or PaymentUnanswered: then the shop can't know, and must void or ask
        again.
        """

    def is_authorised(self, key: str) -> bool:
        """Whether money is reserved or charged under this key, and not all of it given back."""

    def void(self, key: str) -> None:
        """Nothing is reserved, and nothing ever will be under this key, even if unknown yet.

        Raises PaymentConflict once captured.
        """

    def capture(self, key: str) -> None:
        """The authorised amount is charged. Raises PaymentConflict where nothing is authorised."""

    def refund(self, key: str, *, refund: str, amount: Decimal) -> None:
        """`amount` of what was captured goes back to the shopper: once for each name `refund`.

        Several refunds of one charge may be made, up to what was captured. Raises PaymentConflict
        where nothing was captured, or where more would go back than was captured; then nothing
        goes back.

        A whole order is undone by `orders.payment.giving_back.give_back`, which voids what is not
        captured yet and refunds the rest. To refund a part, capture first: that may be repeated.
        """

    def read_event(self, body: bytes, *, headers: Mapping[str, str]) -> GatewayEvent:
        """What a webhook says, once it is sure that this gateway has sent it minutes ago at most.

        Raises WebhookRefused.
        """
