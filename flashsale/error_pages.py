"""Pages for when something is refused or away: each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from flashsale.answers import RETRY_AFTER_SECONDS


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form was sent without the token that proves it came from the shop."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


def unavailable() -> HttpResponse:
    """The page for a database or a Redis that is away; it needs neither."""
    return HttpResponse(
        render_to_string("503.html"),
        status=503,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )
