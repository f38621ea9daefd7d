"""Answers for load balancers: is the process alive, can it serve."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from pymongo.errors import PyMongoError

from flashsale.redis_clients import REDIS_AWAY, ask_every_server


def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database and Redis answer, else 503 with what is away."""
    checks = {"database": _answers(_ask_database), "redis": _answers(_ask_redis)}
    ready = all(checks.values())
    words = {name: "up" if up else "away" for name, up in checks.items()}
    return JsonResponse(
        {"status": "ready" if ready else "unavailable", **words},
        status=200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except (DatabaseError, PyMongoError, *REDIS_AWAY):
        return False
    return True


def _ask_database() -> None:
    connection.ensure_connection()
    if connection.vendor == "mongodb":
        connection.connection.admin.command("ping")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    ask_every_server("PING")
