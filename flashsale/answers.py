"""Answers for programs: JSON, with one form for every refusal."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, JsonResponse

from flashsale import clock

JSON = "application/json"
API_PREFIX = "/api/"
RETRY_AFTER_SECONDS = 2


class ContractEncoder(DjangoJSONEncoder):
    """Writes times as the contracts do: Django's leaves the milliseconds out where they are 0."""

    def default(self, o: Any) -> Any:
        return clock.iso(o) if isinstance(o, datetime) else super().default(o)


def asks_json(request: HttpRequest) -> bool:
    """The client asked for JSON by name, or sent it. A browser's plain form does neither."""
    return JSON in request.headers.get("Accept", "") or request.content_type == JSON


def is_for_api(request: HttpRequest) -> bool:
    """Whether a program asks, which is let in by a token too and is always told in JSON."""
    return request.path_info.startswith(API_PREFIX)


def refusal(code: str, message: str, *, status: int, **facts: object) -> JsonResponse:
    """`{"error": {"code", "message", …}}`; with Retry-After where trying again soon will help."""
    response = JsonResponse({"error": {"code": code, "message": message, **facts}}, status=status)
    response["Cache-Control"] = "no-store"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
