"""Answers for programs: JSON, with one form for every refusal."""

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse

JSON = "application/json"
RETRY_AFTER_SECONDS = 2


def asks_json(request: HttpRequest) -> bool:
    """The client asked for JSON by name, or sent it. A browser's plain form does neither."""
    return JSON in request.headers.get("Accept", "") or request.content_type == JSON


def refusal(code: str, message: str, *, status: int, **facts: object) -> JsonResponse:
    """`{"error": {"code", "message", …}}`; with Retry-After where trying again soon will help."""
    response = JsonResponse({"error": {"code": code, "message": message, **facts}}, status=status)
    response["Cache-Control"] = "no-store"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
