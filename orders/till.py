"""The till: what a shopper's cart costs with what they chose and typed, at this moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from orders.agreement import Agreement, agreement_to
from orders.cart import Cart
from orders.checkout import shop_quote
from orders.delivery.choosing import delivery_form
from orders.delivery.form import DeliveryForm
from orders.discounts import DiscountRefused, Reduction, reduction
from orders.models import Discount
from orders.quote import Quote

LONGEST_CODE = Discount._meta.get_field("code").max_length


@dataclass(frozen=True, slots=True)
class Till:
    """`code` as it was typed; `refused` is why it takes nothing off; without delivery, None."""

    cart: Cart
    quote: Quote
    delivery: DeliveryForm | None
    code: str
    reduction: Reduction | None
    refused: DiscountRefused | None

    @property
    def refusal(self) -> str:
        """Why the code takes nothing off, in words; nothing where it does, or there is none."""
        return self.refused.message if self.refused else ""

    @property
    def agreement(self) -> Agreement:
        """What is agreed to by whoever sends the page that shows this."""
        return agreement_to(self.quote, cart=self.cart, code=self.code)

    def is_as_in(self, agreed: Agreement) -> bool:
        """Whether it costs what was agreed to, and a code that is refused was seen so."""
        sums = self.agreement.sums == agreed.sums
        return sums and (not self.refusal or self.code == agreed.code)


def till_of(shopper: User, *, cart: Cart, typed: Mapping[str, str] | None = None) -> Till:
    """The sums for this cart, and the forms: as they were sent, or as they begin."""
    delivery = delivery_form(shopper, typed=typed)
    code = _code(typed or {})
    found: Reduction | None = None
    refused: DiscountRefused | None = None
    if code and cart.lines:
        try:
            found = reduction(code, buyer=shopper.pk, lines=cart.lines)
        except DiscountRefused as error:
            refused = error
    shipping = delivery.shipping if delivery else None
    return Till(
        cart=cart,
        quote=shop_quote(cart, reduction=found, shipping=shipping),
        delivery=delivery,
        code=code,
        reduction=found,
        refused=refused,
    )


def _code(typed: Mapping[str, str]) -> str:
    """The code as it was typed, as far as a code can be written so."""
    return "".join(filter(str.isprintable, typed.get("code", ""))).strip()[:LONGEST_CODE]
