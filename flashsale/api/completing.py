"""What ninja's schema leaves out, though it holds for every operation."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flashsale.answers import JSON
from flashsale.api.examples import BODIES

TOO_LARGE, WRONG_KIND = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE


def complete(schema: dict[str, Any]) -> None:
    """`schema` also tells how a body is refused that is too large or no JSON, and shows one that
    isn't.
    """
    for method, operation in _operations(schema):
        responses = operation["responses"]
        if "requestBody" in operation:
            _add_refusal(responses, TOO_LARGE)
            operation["requestBody"]["content"][JSON]["example"] = BODIES[operation["operationId"]]
        if method != "get":
            _add_refusal(responses, WRONG_KIND)
        operation["responses"] = {str(status): responses[status] for status in sorted(responses)}


def _add_refusal(responses: dict[int, Any], status: HTTPStatus) -> None:
    responses[int(status)] = {**responses[400], "description": status.phrase}


def operations(schema: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every operation by its id."""
    return {each["operationId"]: each for _, each in _operations(schema)}


def _operations(schema: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Method and operation."""
    for methods in schema["paths"].values():
        yield from methods.items()
