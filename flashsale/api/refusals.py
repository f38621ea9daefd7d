"""Every refusal in the API's one form: `{"error": {"code", "message", "fields"}}`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import JsonResponse
from ninja.errors import HttpError

from flashsale.answers import refusal
from flashsale.errors import FlashSaleError

STATUS = {
    "bad_request": 400,
    "method_not_allowed": 405,
    "unsupported_media_type": 415,
    "internal_error": 500,
    "invalid": 422,
    "bad_quantity": 422,
    "signed_out": 401,
    **dict.fromkeys(("bad_login", "bad_token"), 401),
    **dict.fromkeys(("bad_key", "bad_signature", "stale_timestamp", "replayed"), 401),
    "scope": 403,
    "csrf": 403,
    "forbidden": 403,
    "not_found": 404,
    "no_such_item": 404,
    "too_large": 413,
    "too_many_requests": 429,
    "locked_out": 429,
    "payment_declined": 402,
    "payment_unanswered": 402,
    "email_not_confirmed": 403,
    "delivery_incomplete": 422,
    "contention": 503,
    "unavailable": 503,
    "pool_not_trusted": 503,
    FlashSaleError.code: 500,
}
"""Every other refusal is a 409: the request was right, the state of things is not."""

CONFLICT = 409
FORBIDDEN = 403
UNAUTHORIZED = 401


def refused(error: FlashSaleError) -> JsonResponse:
    """The refusal, with its status and its facts."""
    fields = dict(getattr(error, "fields", {}))
    response = _answer(error.code, error.message, fields=fields)
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def invalid(problems: Sequence[Mapping[str, Any]]) -> JsonResponse:
    """422: which values can't be used, each named as the request named it."""
    fields: dict[str, list[str]] = {}
    for problem in problems:
        name = ".".join(str(part) for part in problem["loc"][1:]) or "body"
        fields.setdefault(name, []).append(str(problem["msg"]))
    return _answer("invalid", "Some values can't be used. Look at fields.", fields=fields)


def unreadable(error: HttpError) -> JsonResponse:
    """What ninja itself refuses: a body that is no JSON, or a missing CSRF token."""
    code = "csrf" if error.status_code == FORBIDDEN else "bad_request"
    return refusal(code, str(error), status=error.status_code, fields={})


def _answer(code: str, message: str, *, fields: Mapping[str, list[str]]) -> JsonResponse:
    status = STATUS.get(code, CONFLICT)
    response = refusal(code, message, status=status, fields=dict(fields))
    if status == UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"  # RFC 9110: a 401 names a way in
    return response
