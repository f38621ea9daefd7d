"""What a program sends that wants to buy."""

from typing import Annotated, Any

from ninja import Header
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from flashsale.api.values import Asked
from orders.buying import Terms
from orders.delivery.form import NEW
from orders.errors import DeliveryIncomplete
from orders.models import Discount
from orders.payment import METHODS

LONGEST_CODE: int = Discount._meta.get_field("code").max_length or 0
LONGEST_FIELD = 200
DEFAULT_PAYMENT = METHODS[0][0]
PAYMENTS = [name for name, _ in METHODS]


def _known_payment(name: str) -> str:
    if name not in PAYMENTS:
        names = {"names": ", ".join(PAYMENTS)}
        raise PydanticCustomError("payment", "One of these is expected: {names}.", names)
    return name


Payment = Annotated[
    str,
    AfterValidator(_known_payment),
    WithJsonSchema({"type": "string", "enum": PAYMENTS, "default": DEFAULT_PAYMENT}),
]

IdempotencyKey = Annotated[
    str,
    Header(
        "",
        alias="Idempotency-Key",
        max_length=64,
        pattern="^[!-~]+$",
        description=(
            "Names this wish to buy, in up to 64 printable characters without spaces. Sent again"
            " with the same body, it buys nothing more: the answer is the order that it made."
        ),
    ),
]


class DeliveryBody(Asked):
    """A way to deliver, and an address where the way needs one."""

    method: str = Field(default="", max_length=LONGEST_FIELD, description="Its id or its name.")
    address: str = Field(
        default="",
        max_length=LONGEST_FIELD,
        description="The id of an address that was used before.",
    )
    recipient: str = Field(default="", max_length=LONGEST_FIELD, examples=["Ada Lovelace"])
    street: str = Field(default="", max_length=LONGEST_FIELD, examples=["1 Mill Lane"])
    more: str = Field(default="", max_length=LONGEST_FIELD, description="Flat, floor, care of.")
    postcode: str = Field(default="", max_length=LONGEST_FIELD, examples=["10115"])
    city: str = Field(default="", max_length=LONGEST_FIELD, examples=["Berlin"])
    country: str = Field(
        default="",
        max_length=LONGEST_FIELD,
        description="Two letters of ISO 3166.",
        examples=["DE"],
    )


class TermsBody(Asked):
    """How it is paid and delivered; without a word, as the checkout is rendered."""

    code: str = Field(default="", max_length=LONGEST_CODE, description="A discount code.")
    delivery: DeliveryBody | None = None
    payment: Payment = DEFAULT_PAYMENT


def terms_of(body: TermsBody) -> Terms:
    """The body, in the words of the checkout's forms."""
    typed = {"code": body.code}
    if body.delivery is not None:
        sent = body.delivery.model_dump()
        typed |= sent | {"delivery": sent.pop("method"), "address": body.delivery.address or NEW}
    return Terms(body.payment, typed)


def in_words_of_the_body(error: DeliveryIncomplete) -> DeliveryIncomplete:
    """The same refusal, its fields named as the body names them."""
    named = {"delivery": "method"}
    fields = {f"delivery.{named.get(name, name)}": told for name, told in error.fields.items()}
    return DeliveryIncomplete(fields=fields)


def asked(operation: str, body: Asked) -> dict[str, Any]:
    """What is asked for, to be compared with what a key was used for before."""
    return {"operation": operation, **body.model_dump(mode="json")}
