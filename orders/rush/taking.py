"""Which requests the lane takes. That is told by what the client says before its body."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.urls import reverse

from flashsale.answers import asks_json
from orders.rush.protocol import Scope
from orders.rush.request import RushRequest

MULTIPART = "multipart/form-data"
MOST_FRONTS = 1_000


class Taking:
    """Knows the address of a reserve, and what Django's middleware thinks of a request.

    It remembers settings, as that middleware does, and what it found about the headers that
    it has seen: nearly all requests of a rush have the same few.
    """

    def __init__(self) -> None:
        self._security = SecurityMiddleware(_no_page)
        self._before, self._after = reverse("orders:reserve", args=["*"]).split("*")
        self._found: dict[tuple[str | None, ...], bool] = {}

    def item_in(self, scope: Scope) -> str | None:
        """The item of the address, if this is a reserve; its quantity is never in the query."""
        path: str = scope["path"]
        if (
            not path.startswith(self._before)
            or not path.endswith(self._after)
            or scope["method"] != "POST"
            or scope["query_string"]
            or scope.get("root_path")
        ):
            return None
        item = path[len(self._before) : -len(self._after)]
        return None if "/" in item else item or None

    def takes(self, request: RushRequest) -> bool:
        """Whether JSON is asked for, in no multipart form, and Django would let it pass: it
        neither redirects to TLS nor refuses the host."""
        front = request.front()
        takes = self._found.get(front)
        if takes is None:
            if len(self._found) >= MOST_FRONTS:
                self._found.clear()
            takes = self._found[front] = self._examine(request)
        return takes

    def _examine(self, request: RushRequest) -> bool:
        try:
            request.get_host()
        except DisallowedHost:
            return False
        return (
            asks_json(request)
            and request.content_type != MULTIPART
            and self._security.process_request(request) is None
        )


def _no_page(_: HttpRequest) -> HttpResponse:
    """Stands for the page behind Django's middleware, which is only asked what it thinks."""
    return HttpResponse()
