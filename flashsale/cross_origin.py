"""What pages of other origins may do with the API: call it with a token, never with a cookie."""

from corsheaders.defaults import default_headers

API_PATHS = r"^/api/"
PREFLIGHT_SECONDS = 3_600

SENT_HEADERS = (
    *default_headers,
    "idempotency-key",
    "x-api-key",
    "x-nonce",
    "x-request-id",
    "x-signature",
    "x-timestamp",
)
"""Those that a script of another origin may send."""

TOLD_HEADERS = (
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Cache",
    "X-Request-ID",
)
"""Those of an answer that such a script may read, besides the few that every script may."""
