"""Counts every request, and answers those that are too many."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.errors import TooManyRequests
from accounts.limits.callers import account_of, address_of
from accounts.limits.checking import require_room, room_of
from accounts.limits.headers import headers_of
from flashsale.answers import asks_json, is_for_api, refusal
from flashsale.durations import duration


class LimitsMiddleware:
    """Whoever asks too much is told how long to wait; everybody, how much is left.

    Stands behind the sessions, which tell who asks, and before all that costs something.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            require_room(request, account=account_of(request), address=address_of(request))
        except TooManyRequests as error:
            response = too_many(request, error)
        else:
            response = self.get_response(request)
        room = room_of(request)
        if room is not None:
            for name, value in headers_of(room):
                response[name] = value
        return response


def too_many(request: HttpRequest, error: TooManyRequests) -> HttpResponse:
    """The refusal: JSON for programs, else a page."""
    if is_for_api(request):
        return _refusal(error, fields={})
    if asks_json(request):
        return _refusal(error)
    page = render_to_string("429.html", {"wait": duration(error.retry_after)})
    return HttpResponse(
        page, status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Cache-Control": "no-store"}
    )


def _refusal(error: TooManyRequests, **facts: object) -> HttpResponse:
    status = HTTPStatus.TOO_MANY_REQUESTS
    return refusal(error.code, error.message, status=status, **facts)
