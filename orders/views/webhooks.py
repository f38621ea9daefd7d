"""Where the payment gateway tells the shop what has become of a charge."""

import logging
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from flashsale.answers import refusal
from orders.errors import BodyTooLarge, PaymentUnanswered, WebhookRefused
from orders.paying import hear
from orders.payment import gateway

logger = logging.getLogger(__name__)

LARGEST_BODY = 16 * 1024


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, name: str) -> HttpResponse:
    """200: taken, whether it was news or not; what is not about a charge of ours is taken too.

    A gateway repeats what is not answered with 200, and switches a shop off that never does. So
    only what may go better the next time gets another answer: 503 while Redis, the database or
    the gateway itself is away. A signature that does not fit gets 401.
    """
    if name != gateway.name:
        raise Http404
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        message = "A webhook is far shorter than that."
        return refusal(BodyTooLarge.code, message, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        event = gateway.read_event(body, headers=request.headers)
    except WebhookRefused as error:
        logger.warning("A webhook was refused: %s", error)
        return refusal(error.code, error.message, status=HTTPStatus.UNAUTHORIZED)
    try:
        is_ours = hear(event)
    except PaymentUnanswered as error:
        return refusal(error.code, error.message, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"received": True, "ours": is_ours})
