"""Where a Redis is, and what has to be said to it first."""

import ssl
from dataclasses import dataclass
from typing import Any

from redis.connection import SSLConnection, parse_url

from flashsale.wire.replies import Command


@dataclass(frozen=True, slots=True)
class Address:
    """A host and port, or the path of a socket file; `greeting` logs in and picks the database."""

    host: str
    port: int
    path: str | None
    tls: ssl.SSLContext | None
    greeting: tuple[Command, ...]


def address_of(url: str) -> Address:
    """The address that a redis://, rediss:// or unix:// URL names, as redis-py reads it."""
    parts: dict[str, Any] = dict(parse_url(url))
    greeting: list[Command] = []
    if parts.get("password"):
        user = (parts["username"],) if parts.get("username") else ()
        greeting.append(("AUTH", *user, parts["password"]))
    if parts.get("db"):
        greeting.append(("SELECT", int(parts["db"])))
    return Address(
        host=parts.get("host", "localhost"),
        port=int(parts.get("port", 6379)),
        path=parts.get("path"),
        tls=_tls(parts) if parts.get("connection_class") is SSLConnection else None,
        greeting=tuple(greeting),
    )


def _tls(parts: dict[str, Any]) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=parts.get("ssl_ca_certs"))
    if parts.get("ssl_cert_reqs") == "none":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if parts.get("ssl_certfile"):
        context.load_cert_chain(parts["ssl_certfile"], parts.get("ssl_keyfile"))
    return context
