"""Answering a program that buys."""

from collections.abc import Callable

from django.http import HttpRequest
from ninja import Status

from accounts.api.ways_in import caller
from flashsale.api.answers import Responses, answers
from orders.api.bodies import OrderBody, bought_body
from orders.api.wishes import TermsBody, asked, in_words_of_the_body, terms_of
from orders.buying import Bought
from orders.errors import DeliveryIncomplete
from orders.idempotency import intent_of

MADE, MADE_BEFORE, NEEDS_APPROVAL = 201, 200, 202


def sold() -> Responses:
    """What an operation that buys may answer."""
    told = answers(OrderBody, 401, 402, 403, 404, 409, status=MADE, also=MADE_BEFORE)
    return told | {NEEDS_APPROVAL: OrderBody}


def sell(
    request: HttpRequest,
    operation: str,
    *,
    body: TermsBody,
    key: str,
    buy: Callable[..., Bought],
) -> Status:
    """The caller has bought it, once for a key."""
    shopper = caller(request)
    intent = intent_of(shopper.pk, key=key, asked=asked(operation, body))
    try:
        bought = buy(shopper, intent=intent, terms=terms_of(body))
    except DeliveryIncomplete as error:
        raise in_words_of_the_body(error) from error
    status = NEEDS_APPROVAL if bought.payment_url else MADE if bought.is_new else MADE_BEFORE
    return Status(status, bought_body(bought, request=request))
