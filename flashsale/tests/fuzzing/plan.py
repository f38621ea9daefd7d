"""What schemathesis is told, as its configuration file."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

OFTEN = 0.7
"""The share of calls for which a value is taken from those that there are."""

ACCEPTED = ["2xx", "401", "403", "404", "409"]
"""What may be answered to a request that fits the schema."""


@dataclass(frozen=True, slots=True)
class Operation:
    """`known`: from which dictionary a parameter or a field often is taken. `unsaid`: a rule that
    no schema can express, for which a request that fits it may be refused with `also`. `stays`:
    what was deleted there can still be seen, on purpose. `several_ids`: schemathesis takes the id
    of a part of what was made elsewhere for that of the whole, and misses it here.
    """

    name: str
    known: dict[str, str] = field(default_factory=dict)
    unsaid: str = ""
    also: tuple[str, ...] = ("422",)
    stays: bool = False
    several_ids: bool = False


ACCOUNT = {"body.email": "new email", "body.password": "password"}
PAYMENTS = "some methods of the test gateway decline, or never answer; an address has to be right"
PAYMENT_OR_ADDRESS = ("402", "422")

OPERATIONS = (
    Operation("POST auth/register", ACCOUNT, unsaid="the rules for passwords and emails"),
    Operation("POST auth/signup", ACCOUNT, unsaid="the rules for passwords and emails"),
    Operation("POST auth/login", {"body.email": "email", "body.password": "password"}),
    Operation("GET stores/{id}", {"path.id": "store"}),
    Operation("GET products", unsaid="the highest price is not below the lowest"),
    Operation("GET products/{id}", {"path.id": "product"}),
    Operation("POST products", {"body.store": "store"}, unsaid="there is the store, and no slug"),
    Operation("PATCH products/{id}", {"path.id": "product"}, unsaid="there is no such slug"),
    Operation("DELETE products/{id}", {"path.id": "product"}),
    Operation("GET flashsales/{id}", {"path.id": "sale"}, several_ids=True),
    Operation(
        "POST flashsales",
        {"body.items[*].product": "product"},
        unsaid="there are the products, and no such slug",
    ),
    Operation("POST sales/start/{id}", {"path.id": "to start"}),
    Operation("POST sales/end/{id}", {"path.id": "to end"}),
    Operation("GET sales/stock/{id}", {"path.id": "item"}),
    Operation("POST sales/reserve/{id}", {"path.id": "item"}),
    Operation("DELETE sales/reserve/{id}", {"path.id": "item"}),
    Operation("GET inventory/{id}", {"path.id": "item"}),
    Operation("POST inventory/{id}/adjust", {"path.id": "item"}),
    Operation("GET orders/{id}", {"path.id": "order"}, stays=True),
    Operation("DELETE orders/{id}", {"path.id": "order"}, stays=True),
    Operation("POST orders", {"body.code": "code"}, unsaid=PAYMENTS, also=PAYMENT_OR_ADDRESS),
    Operation(
        "POST flashsales/purchase",
        {"body.saleId": "item"},
        unsaid=PAYMENTS,
        also=PAYMENT_OR_ADDRESS,
    ),
    Operation(
        "POST products/purchase",
        {"body.productId": "product"},
        unsaid=PAYMENTS,
        also=PAYMENT_OR_ADDRESS,
    ),
    Operation("POST discounts/check", {"body.code": "code"}),
)


def configuration(known: Mapping[str, list[str]], *, base_url: str) -> str:
    """TOML: a string in JSON is one in TOML, and so is a list of strings."""
    return "\n".join(_lines(known, base_url=base_url)) + "\n"


def _lines(known: Mapping[str, list[str]], *, base_url: str) -> Iterator[str]:
    yield f"base-url = {json.dumps(base_url)}"
    for name, values in known.items():
        yield f"[dictionaries.{json.dumps(name)}]"
        yield f"values = {json.dumps(values)}"
    for operation in OPERATIONS:
        yield from _told(operation)


def _told(operation: Operation) -> Iterator[str]:
    method, path = operation.name.split()
    yield "[[operations]]"
    yield f"include-name = {json.dumps(f'{method} /api/v1/{path}')}"
    if operation.known:
        yield "[operations.parameters]"
    for parameter, name in operation.known.items():
        binding = f"{{ dictionary = {json.dumps(name)}, probability = {OFTEN} }}"
        yield f"{json.dumps(parameter)} = {binding}"
    if operation.unsaid:
        yield "[operations.checks.positive_data_acceptance]"
        yield f"expected-statuses = {json.dumps([*ACCEPTED, *operation.also])}"
    if operation.stays:
        yield "[operations.checks.use_after_free]"
        yield "enabled = false"
    if operation.several_ids:
        yield "[operations.checks.ensure_resource_availability]"
        yield "enabled = false"
