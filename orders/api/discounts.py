"""What a discount code would give."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from accounts.api.ways_in import Scope, caller, ways_in
from flashsale.api.answers import answers
from flashsale.api.values import Asked, Money
from orders.api.wishes import LONGEST_CODE
from orders.discounts.checking import checked

router = Router(tags=["Buying"])


class CodeBody(Asked):
    code: str = Field(min_length=1, max_length=LONGEST_CODE, examples=["SPRING"])


class ShareBody(Schema):
    item: UUID
    amount: Money


class ReductionBody(Schema):
    """What the code takes off what you hold now, and how that is divided."""

    code: str = Field(examples=["SPRING"])
    subtotal: Money
    amount: Money
    total: Money = Field(description="Without delivery and added tax.")
    currency: str = Field(examples=["EUR"])
    shares: list[ShareBody]


@router.post(
    "check",
    auth=ways_in(Scope.BUY),
    response=answers(ReductionBody, 401, 403, 409),
    operation_id="check_discount",
    summary="What a discount code would give",
)
def check(request: HttpRequest, body: CodeBody) -> ReductionBody:
    """What the code would take off all that you hold. No use is counted: ordering does that."""
    cart, found = checked(body.code, buyer=caller(request).pk)
    return ReductionBody(
        code=found.code,
        subtotal=cart.total,
        amount=found.amount,
        total=cart.total - found.amount,
        currency=settings.CURRENCY,
        shares=[ShareBody(item=item, amount=amount) for item, amount in found.shares.items()],
    )
