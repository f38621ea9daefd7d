"""What goes with every answer of the API."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from flashsale.answers import is_for_api

HTML = "text/html"
RUNS_NOTHING = "default-src 'none'; frame-ancestors 'none'"


class ApiHeadersMiddleware:
    """An answer for programs may load, run and frame nothing, should a browser show it; nobody
    stores it, unless the operation allowed that.

    It stands inside the middleware that gives pages their policy, which leaves this one alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_for_api(request) and not _is_page(response):
            response.headers.setdefault("Content-Security-Policy", RUNS_NOTHING)
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_page(response: HttpResponse) -> bool:
    """The documentation is one, and keeps the policy of pages."""
    return response.get("Content-Type", "").startswith(HTML)
