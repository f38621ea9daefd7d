"""The site that staff work in."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from unfold.sites import UnfoldAdminSite

from accounts.login_forms import StaffLoginForm, with_wait
from flashsale.admin_search import find

# Alpine compiles the expressions in Unfold's attributes, and Unfold sets its colours in a style
# element. Its pages bring no inline script, so that stays forbidden here too.
relax_policy = csp_replace({"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]})


class FlashsaleAdminSite(UnfoldAdminSite):
    site_header = "Flashsale"
    site_title = "Flashsale"
    index_title = "Overview"
    login_form = StaffLoginForm

    def admin_view(
        self, view: Callable[..., HttpResponseBase], cacheable: bool = False
    ) -> Callable[..., HttpResponseBase]:
        return relax_policy(super().admin_view(view, cacheable))

    @method_decorator(relax_policy)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        page: HttpResponseBase = super().login(request, extra_context)
        return with_wait(page, (getattr(page, "context_data", None) or {}).get("form"))

    def search(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What matches, afresh: Unfold keeps results as objects in a cache that stores JSON."""
        term = request.GET.get("s", "").strip()
        if not term:
            return HttpResponse()
        started = perf_counter()
        results = find(self, request, term=term)
        page = Paginator(results, max(len(results), 1)).page(1)
        template = "command" if "extended" in request.GET else "search"
        return TemplateResponse(
            request,
            f"unfold/helpers/{template}_results.html",
            {
                "results": results,
                "page_obj": page.paginator,
                "page_counter": 0,
                "execution_time": perf_counter() - started,
            },
            headers={"HX-Trigger": "search"},
        )
