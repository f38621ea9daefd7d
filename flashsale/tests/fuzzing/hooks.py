"""Runs within schemathesis: proves who asks, and counts what was answered.

Nothing of the shop is imported here: this is a program that knows the API's description only.
`FUZZING_ROLE` is a Proof as JSON, `FUZZING_COUNTS` the file for the counts.
"""

import atexit
import hashlib
import hmac
import json
import os
import secrets
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from requests import PreparedRequest
from requests.auth import AuthBase

PROOF: dict[str, str] = json.loads(os.environ["FUZZING_PROOF"])
COUNTS: Counter[str] = Counter()


class Bearer(AuthBase):
    """Each request carries an access token."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {PROOF['token']}"
        return request


class Session(AuthBase):
    """Each request carries a session, and its CSRF token."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        cookies = f"sessionid={PROOF['session']}; csrftoken={PROOF['csrf']}"
        known = request.headers.get("Cookie")
        request.headers["Cookie"] = f"{known}; {cookies}" if known else cookies
        request.headers["X-CSRFToken"] = PROOF["csrf"]
        return request


class Signature(AuthBase):
    """Each request is signed with the secret of an API key, at the moment that it is sent."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        address = urlsplit(request.url or "")
        path = str(address.path) + (f"?{address.query}" if address.query else "")
        digest = hashlib.sha256(body).hexdigest()
        text = "\n".join((str(request.method), path, timestamp, nonce, digest))
        signature = hmac.new(PROOF["secret"].encode(), text.encode(), "sha256").hexdigest()
        request.headers.update(
            {
                "X-Api-Key": PROOF["key"],
                "X-Timestamp": timestamp,
                "X-Nonce": nonce,
                "X-Signature": signature,
            }
        )
        return request


WAYS = {"token": Bearer, "session": Session, "key": Signature}

for name, way in WAYS.items():
    if name in PROOF:
        schemathesis.auth.set_from_requests(way())


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    COUNTS[f"{case.operation.label} {response.status_code}"] += 1


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Spaces around a header's value are no part of it: no server of HTTP passes them on, so what
    was wrong by them alone is not accepted wrongly.
    """
    values = [str(value) for value in (case.headers or {}).values()]
    is_trimmed = any(value != value.strip() for value in values)
    return not (is_trimmed and type(failure).__name__ == "AcceptedNegativeData")


@atexit.register
def tell() -> None:
    Path(os.environ["FUZZING_COUNTS"]).write_text(json.dumps(COUNTS))
