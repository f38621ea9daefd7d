"""Signed requests of programs: HMAC-SHA-256 with the secret of an API key.

What is signed is five lines: METHOD, PATH?QUERY, X-Timestamp, X-Nonce, and the hexadecimal
SHA-256 of the body. Who took it on its way can't change it, nor send it later, nor twice.

The nonces of good requests are remembered for as long as their timestamps could be (twice the
window), in the cache's Redis. While that is away nothing signed is answered: it might be a
replay. What that Redis forgets by itself (a restart without a log, eviction) can be sent once
more until its timestamp is stale.
"""

import hashlib
import hmac
import re
from functools import partial
from uuid import UUID

import redis
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.encoding import escape_uri_path
from django.views.decorators.debug import sensitive_variables

from accounts.api_keys import good_key, note_use, secret_of
from accounts.errors import BadKey, BadSignature, NoncesAway, Replayed, StaleTimestamp
from accounts.models import ApiKey
from flashsale import cache_redis, clock
from flashsale.derived_secrets import digest_of

KEY_HEADER = "X-Api-Key"
WINDOW_SECONDS = 300
NONCE_SECONDS = 2 * WINDOW_SECONDS
TIMESTAMP = re.compile(r"[0-9]{1,12}")
NONCE = re.compile(r"[!-~]{8,64}")
SIGNATURE = re.compile(r"[0-9a-f]{64}")


def signer_of(request: HttpRequest) -> ApiKey:
    """The key that the request was signed with; the same request is refused from now on.

    Raises BadKey, StaleTimestamp, BadSignature, Replayed or NoncesAway. The nonce is looked at
    last: only who has the secret can use one up.
    """
    key = good_key(_key_id(request))
    timestamp = request.META.get("HTTP_X_TIMESTAMP", "")
    nonce = request.META.get("HTTP_X_NONCE", "")
    _require_recent(timestamp)
    if not NONCE.fullmatch(nonce):
        raise BadSignature("X-Nonce must be 8 to 64 printable characters without a space.")
    _require_signed(request, key, signed_text(request, timestamp=timestamp, nonce=nonce))
    _require_first(key, nonce)
    note_use(key)
    return key


def signed_text(request: HttpRequest, *, timestamp: str, nonce: str) -> str:
    """What the signature of this request has to be of."""
    query = request.META.get("QUERY_STRING", "")
    path = escape_uri_path(request.path)
    body = hashlib.sha256(request.body).hexdigest()
    return "\n".join(
        [str(request.method), f"{path}?{query}" if query else path, timestamp, nonce, body]
    )


@sensitive_variables("secret")
def signature_of(text: str, *, secret: str) -> str:
    """64 hexadecimal characters, which only who knows the secret can find."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _key_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.META.get("HTTP_X_API_KEY", ""))
    except ValueError:
        raise BadKey from None


def _require_recent(timestamp: str) -> None:
    if not TIMESTAMP.fullmatch(timestamp):
        raise StaleTimestamp
    now = clock.to_ms(clock.now()) / 1000
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        raise StaleTimestamp


@sensitive_variables("given", "right")
def _require_signed(request: HttpRequest, key: ApiKey, text: str) -> None:
    given = request.META.get("HTTP_X_SIGNATURE", "").lower()
    right = signature_of(text, secret=secret_of(key))
    if not SIGNATURE.fullmatch(given) or not constant_time_compare(given, right):
        raise BadSignature


def _require_first(key: ApiKey, nonce: str) -> None:
    is_first = cache_redis.ask(partial(_remember, _nonce_key(key, nonce)))
    if is_first is None:
        raise NoncesAway
    if not is_first:
        raise Replayed


def _remember(name: str, client: redis.Redis) -> bool:
    """https://redis.io/docs/latest/commands/set/: NX, for NONCE_SECONDS."""
    return bool(client.set(name, b"", nx=True, ex=NONCE_SECONDS))


def _nonce_key(key: ApiKey, nonce: str) -> str:
    return f"nonce:{key.pk}:{digest_of(nonce)}"
