"""Each operation, by each role, on what is theirs and what is another's: one table says it all."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiKey, User
from accounts.tests.programs import bearer, key_of, send, signed
from flashsale.api.completing import operations
from flashsale.api.site import api
from flashsale.tests.api.bodies import body_of
from flashsale.tests.api.scene import Scene, Thing
from flashsale.tests.api.table import ROWS, Row
from orders.models import Order
from shop.models import Product, Sale, SaleItem, StockAdjustment

PREFIX = "/api/v1/"
SCOPES = ("read", "buy", "manage")
ENDING = {"delete_product", "start_sale", "end_sale"}
KEPT = (Product, Sale, SaleItem, StockAdjustment, Order)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the table, on one thing; `path` is below the API's prefix."""

    method: str
    path: str
    body: dict[str, Any] | None

    @property
    def data(self) -> bytes:
        return b"" if self.body is None else json.dumps(self.body).encode()


def call_of(row: Row, of: Thing, *, by: User) -> Call:
    """What the row says, in an address and a body."""
    method, path = addresses()[row.operation]
    return Call(method, path.format(id=of.pk), body_of(row.operation, by, of))


@cache
def addresses() -> dict[str, tuple[str, str]]:
    """Operation → method, and path below the API's prefix."""
    return {
        told["operationId"]: (method.upper(), path.removeprefix(PREFIX))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, told in methods.items()
    }


def fault_of(client: Client, call: Call, headers: dict[str, str], *, expected: int) -> str:
    """What is wrong with the answer, or with what the call did although it was refused."""
    before = kept() if expected >= 400 and call.method != "GET" else None
    answer = send(client, call.path, call.body, method=call.method, **headers)
    if answer.status_code != expected:
        return f"{answer.status_code}: {answer.content.decode()}"
    return "" if before is None or kept() == before else "refused, and yet done"


def kept() -> list[list[dict[str, Any]]]:
    """All that a refused call must not have changed."""
    keys = ApiKey.objects.order_by("pk").values("pk", "revoked_at")  # they note when they are used
    return [list(keys), *(list(model.objects.order_by("pk").values()) for model in KEPT)]


def is_used_up(row: Row, *, status: int) -> bool:
    """Whether the next call of the row needs another thing."""
    is_own = row.of.startswith("own-") or row.of == "new-token"
    return is_own or (status < 400 and row.operation in ENDING)


def test_the_table_has_every_operation_of_the_schema() -> None:
    assert {row.operation for row in ROWS} == set(operations(api.get_openapi_schema()))


@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
def test_every_role_may_do_what_the_table_says_and_nothing_else(client: Client) -> None:
    scene, wrong = Scene(), {}
    for row in ROWS:
        of = None
        for role, status in row.statuses.items():
            caller = scene.people[role]
            of = of or scene.thing(row.of, caller)
            call = call_of(row, of, by=caller or scene.owner)
            headers = bearer(caller) if caller else {}
            fault = fault_of(client, call, headers, expected=status)
            if fault:
                wrong[row.operation, row.of, role] = fault
            if is_used_up(row, status=status):
                of = None
    assert wrong == {}


@pytest.mark.any_database
@pytest.mark.django_db(transaction=True)
def test_a_key_opens_what_its_scope_says_and_nothing_else(client: Client) -> None:
    scene, wrong = Scene(), {}
    staff = scene.staff
    keys = {scope: key_of(staff, scope) for scope in SCOPES}
    for row in (row for row in ROWS if row.key != "any"):
        of = None
        for scope, key in keys.items():
            of = of or scene.thing(row.of, staff)
            call = call_of(row, of, by=staff)
            headers = signed(key, PREFIX + call.path, method=call.method, body=call.data)
            status = status_by_key(row, scope)
            fault = fault_of(client, call, headers, expected=status)
            if fault:
                wrong[row.operation, row.of, scope] = fault
            if is_used_up(row, status=status):
                of = None
    assert wrong == {}


def status_by_key(row: Row, scope: str) -> int:
    """What a key of a member of staff with this scope is answered with."""
    if row.key == "no":
        return 401
    return row.statuses["staff"] if row.key == scope else 403
