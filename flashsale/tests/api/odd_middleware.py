"""A middleware that fails, before any view is reached."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class BrokenMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError("the secret of the shop")
