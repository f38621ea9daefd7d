"""A request as Django's checks read it, made of as little as they read."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest

from flashsale import request_ids
from orders.rush.protocol import Scope

FRONT = (
    "HTTP_HOST",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    *(settings.SECURE_PROXY_SSL_HEADER or ())[:1],
    "HTTP_ACCEPT",
    "CONTENT_TYPE",
)
"""The headers that tell, with the server's own address, whether the lane takes a request."""

READ = (
    *FRONT,
    "CONTENT_LENGTH",
    "HTTP_COOKIE",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REQUEST_ID",
    "HTTP_ORIGIN",
    "HTTP_REFERER",
    settings.CSRF_HEADER_NAME,
)
"""All headers that a check of the lane, or Django's code under it, may ask for."""

META_NAMES = {name.removeprefix("HTTP_").lower().replace("_", "-").encode(): name for name in READ}


class RushRequest(ASGIRequest):
    """Django's request, without the headers that nobody reads.

    The body is not there yet: `body.read_body` brings it. `buyer` is the id of who presses, once
    that is known.
    """

    buyer: str | None = None

    def __init__(self, scope: Scope) -> None:
        # Not Django's own, which reads every header, most of them for nothing.
        self.scope = scope
        self.path = self.path_info = scope["path"]
        self.method = "POST"
        self.resolver_match = None
        self._read_started = False
        server_name, server_port = scope.get("server") or ("unknown", 0)
        client_address, _ = scope.get("client") or ("", 0)
        self.META = meta = {
            "SERVER_NAME": server_name,
            "SERVER_PORT": str(server_port),
            "REMOTE_ADDR": client_address,
        }
        for raw_name, raw_value in scope["headers"]:
            name = META_NAMES.get(raw_name)
            if name is not None:
                value = raw_value.decode("latin-1")
                meta[name] = f"{meta[name]},{value}" if name in meta else value
        self.request_id = request_ids.request_id(meta.get("HTTP_X_REQUEST_ID"))
        content_type = _content_type(meta.get("CONTENT_TYPE", ""))
        self.content_type, self.content_params, self._encoding = content_type

    def front(self) -> tuple[str | None, ...]:
        """Everything on which it depends whether the lane takes the request."""
        get = self.META.get
        return (self.scope.get("scheme"), *map(get, ("SERVER_NAME", "SERVER_PORT", *FRONT)))


@lru_cache(maxsize=256)
def _content_type(header: str) -> tuple[str, dict[str, str], str | None]:
    """What Django reads of the header: type, parameters and encoding."""
    request: Any = HttpRequest()
    request._set_content_type_params({"CONTENT_TYPE": header})
    return request.content_type, request.content_params, request.encoding
