"""How bodies and query strings are read: strict JSON, and only text that databases can keep."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from flashsale.api.errors import Invalid, Unreadable

NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL can't keep, and halves of a pair, which are no characters at all."""

MAYBE_NOT_TEXT = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
"""In JSON both can only stand as an escape: a body without one needs no closer look."""

PROBLEM = "Contains a character that is not text."


class StrictParser(Parser):
    """Reads what the JSON standard (RFC 8259) allows, in UTF-8, and nothing more."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's value. Raises Unreadable for what is no JSON, Invalid for what is no text."""
        try:
            text = request.body.decode()
            value = json.loads(text, parse_float=_number, parse_constant=_refuse_constant)
            if MAYBE_NOT_TEXT.search(text):
                _require_text(value)
        except (ValueError, RecursionError) as error:
            raise Unreadable from error
        return value

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The values by name. Raises Invalid for what is no text."""
        values: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        _require_text(values)
        return values


def _number(digits: str) -> float | int:
    """In JSON, 2.0 and 2 are one number; an operation that wants a whole one takes both."""
    value = float(digits)
    return int(value) if value.is_integer() else value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _require_text(value: object) -> None:
    places = {place or "body": [PROBLEM] for place in _not_text(value)}
    if places:
        raise Invalid(fields=places)


def _not_text(value: object, *, place: str = "") -> Iterator[str]:
    """The places, named as `refusals.invalid` names them, of strings and keys that are no text."""
    if isinstance(value, str) and NOT_TEXT.search(value):
        yield place
    elif isinstance(value, dict):
        for key, inner in value.items():
            if NOT_TEXT.search(key):
                yield place
            yield from _not_text(inner, place=f"{place}.{NOT_TEXT.sub('?', key)}".lstrip("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _not_text(inner, place=f"{place}.{index}".lstrip("."))
