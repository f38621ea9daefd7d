"""docs/api.md says what is so: operations, codes, limits, and how a webhook is verified."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from flashsale.api.refusals import CONFLICT, STATUS
from flashsale.api.site import api
from flashsale.errors import FlashSaleError
from flashsale.limit_settings import DEFAULTS
from shop.webhooks.signing import signed_headers

PAGE = (Path(__file__).resolve().parents[2] / "docs/api.md").read_text()
PREFIX = "/api/v1/"


def rows_of(heading: str) -> list[list[str]]:
    """The cells of the rows of the tables below this heading, without their own headings."""
    (section,) = re.findall(
        rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, flags=re.DOTALL | re.MULTILINE
    )
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows][1:]


def in_code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def codes(root: type[FlashSaleError] = FlashSaleError) -> set[str]:
    """The codes of all errors that are raised on purpose."""
    return {root.code}.union(*(codes(error) for error in root.__subclasses__()))


def test_every_operation_is_listed_and_no_other() -> None:
    listed = {
        (method.lower(), path)
        for methods, paths, *_ in rows_of("Operations")
        for method in methods.split(", ")
        for path in in_code(paths)
    }

    schema = api.get_openapi_schema()["paths"]

    assert listed == {
        (method, path.removeprefix(PREFIX).rstrip("/"))
        for path, operations in schema.items()
        for method in operations
        if method in ("get", "post", "put", "patch", "delete")
    }


def test_every_code_is_listed_beside_its_status() -> None:
    listed = {code: int(status) for status, codes in rows_of("Refusals") for code in in_code(codes)}

    assert {code: STATUS.get(code, CONFLICT) for code in listed} == listed
    assert set(STATUS) <= set(listed)
    assert set(listed) <= set(STATUS) | codes()


def test_every_limit_is_listed_with_its_default() -> None:
    listed = {
        f"{in_code(name)[0]}_PER_{who}": rate
        for _, name, *rates in rows_of("Limits")
        for who, rate in zip(("ACCOUNT", "ADDRESS"), rates, strict=True)
        if rate
    }
    listed |= dict(re.findall(r"`(LIMIT_\w+_PER_\w+)=([^`]+)`", PAGE))

    assert listed == DEFAULTS


@pytest.fixture(scope="module")
def is_from_the_shop() -> Callable[..., bool]:
    """The function that the page shows."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - what the page shows is what is tested
    shown: Callable[..., bool] = names["is_from_the_shop"]
    return shown


def test_a_receiver_that_verifies_as_shown_takes_our_messages_and_no_others(
    is_from_the_shop: Callable[..., bool],
) -> None:
    body = b'{"kind": "test"}'
    headers = dict(signed_headers(uuid4(), body=body, secret="ours"))
    old = {**headers, "X-Webhook-Timestamp": str(int(time.time()) - 600)}

    assert is_from_the_shop(headers, body, secret="ours")
    assert not is_from_the_shop(headers, body + b" ", secret="ours")
    assert not is_from_the_shop(headers, body, secret="theirs")
    assert not is_from_the_shop(old, body, secret="ours")
