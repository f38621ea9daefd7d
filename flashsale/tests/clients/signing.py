"""Requests that are signed with an API key, as the shop's documentation says it."""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

import requests
from requests.auth import AuthBase


@dataclass(frozen=True, slots=True)
class Signature(AuthBase):
    """Each request is signed with the key's secret; `key` is its id."""

    key: str
    secret: str

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        body = request.body or b""
        content = hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()
        text = "\n".join([str(request.method), request.path_url, timestamp, nonce, content])
        signature = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        request.headers.update(
            {
                "X-Api-Key": self.key,
                "X-Timestamp": timestamp,
                "X-Nonce": nonce,
                "X-Signature": signature,
            }
        )
        return request
