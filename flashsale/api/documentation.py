"""Where the API tells what it can: for programs as OpenAPI, for people as a page."""

from typing import Any, cast

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class SwaggerPage(DocsBase):
    """Swagger UI as ninja brings it: nothing from another server, no script within the page."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        return cast(HttpResponse, _page(request))


# The icons of Swagger UI are within its stylesheet.
@csp_update({"img-src": ["'self'", "data:"]})
def _page(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html")
