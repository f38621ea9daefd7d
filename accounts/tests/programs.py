"""What programs of tests do: sign in, bring tokens, sign requests."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.test import Client

from accounts.access_tokens import new_access_token
from accounts.api_keys import NewKey, make_key
from accounts.models import User
from accounts.tests.factories import PASSWORD

API = "/api/v1/"


def send(
    client: Client, path: str, body: object = None, *, method: str = "POST", **headers: str
) -> Any:
    """The answer of the API to this JSON; `headers` by their names with underscores."""
    data = b"" if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.generic(method, API + path, data, "application/json", headers=named)


def code_of(answer: Any) -> tuple[int, str]:
    """The status and the code of a refusal."""
    return answer.status_code, answer.json()["error"]["code"]


def bearer(user: User) -> dict[str, str]:
    """The header of a program that has signed in."""
    return {"Authorization": f"Bearer {new_access_token(user)}"}


def sign_in(client: Client, email: str, password: str = PASSWORD) -> dict[str, Any]:
    """The tokens."""
    answer = send(client, "auth/login", {"email": email, "password": password})
    assert answer.status_code == 200, answer.content
    tokens: dict[str, Any] = answer.json()
    return tokens


def key_of(user: User, *scopes: str) -> NewKey:
    return make_key(user, name="Warehouse", scopes=scopes or ("read", "buy", "manage"))


def signed(
    made: NewKey,
    path: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    at: int | None = None,
    nonce: str | None = None,
) -> Mapping[str, str]:
    """The headers of a request to `path` with its query, signed as the contract says."""
    return signed_by(made.key.pk, made.secret, path, method=method, body=body, at=at, nonce=nonce)


def signed_by(
    key_id: UUID | str,
    secret: str,
    path: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    at: int | None = None,
    nonce: str | None = None,
) -> dict[str, str]:
    timestamp = str(int(time.time()) if at is None else at)
    nonce = nonce or secrets.token_hex(16)
    lines = [method, path, timestamp, nonce, hashlib.sha256(body).hexdigest()]
    signature = hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256)
    return {
        "X-Api-Key": str(key_id),
        "X-Timestamp": timestamp,
        "X-Nonce": nonce,
        "X-Signature": signature.hexdigest(),
    }
