"""Every refusal in the API's one form: `{"error": {"code", "message", "fields"}}`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import JsonResponse
from ninja.errors import HttpError

from flashsale.answers import refusal
from flashsale.errors import FlashSaleError

STATUS = {
    "invalid": 422,
    "bad_quantity": 422,
    "signed_out": 401,
    "csrf": 403,
    "forbidden": 403,
    "not_found": 404,
    "no_such_item": 404,
    "too_large": 413,
    "too_many_requests": 429,
    "contention": 503,
    "unavailable": 503,
    FlashSaleError.code: 500,
}
"""Every other refusal is a 409: the request was right, the state of things is not."""

CONFLICT = 409
FORBIDDEN = 403


def refused(error: FlashSaleError) -> JsonResponse:
    """The refusal, with its status and its facts."""
    fields = dict(getattr(error, "fields", {}))
    return _answer(error.code, error.message, fields=fields)


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
    return refusal(code, message, status=STATUS.get(code, CONFLICT), fields=dict(fields))
