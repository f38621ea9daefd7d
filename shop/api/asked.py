"""Values that programs send to the shop, with their bounds."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from flashsale import clock

FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2100, 1, 1, tzinfo=UTC)
MOST_UNITS = 10_000
"""Of a product or an item, at once: far below what a column holds, however often it is added."""


def _in_milliseconds(moment: datetime) -> datetime:
    return clock.from_ms(clock.to_ms(moment))


def _require_text(moment: object) -> object:
    """A number would be taken for seconds since 1970."""
    if not isinstance(moment, str):
        raise ValueError("Write the moment as text, in ISO 8601.")
    return moment


def _amount(pattern: str, *, least: int) -> tuple[BeforeValidator, WithJsonSchema]:
    """Text of this pattern, or a whole number: a fraction in JSON is binary, and no money."""

    def require(amount: object) -> object:
        if isinstance(amount, str) and re.fullmatch(pattern, amount):
            return amount
        is_whole = isinstance(amount, float) and amount.is_integer()
        if is_whole or (isinstance(amount, int) and not isinstance(amount, bool)):
            return amount
        raise ValueError('Write the amount as text: "19.90".')

    whole = {"type": "integer", "minimum": least, "maximum": 99_999_999}
    text = {"type": "string", "pattern": pattern}
    schema = {"anyOf": [text, whole], "examples": ["19.90"]}
    return BeforeValidator(require), WithJsonSchema(schema)


Price = Annotated[
    Decimal,
    Field(gt=0, max_digits=10, decimal_places=2),
    *_amount(r"^(0\.(0[1-9]|[1-9][0-9]?)|[1-9][0-9]{0,7}(\.[0-9]{1,2})?)$", least=1),
]
LimitingPrice = Annotated[
    Decimal,
    Field(ge=0, max_digits=10, decimal_places=2),
    *_amount(r"^(0|[1-9][0-9]{0,7})(\.[0-9]{1,2})?$", least=0),
]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=120, pattern=r"\S"), AfterValidator(str.strip)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=120)]
Description = Annotated[str, StringConstraints(max_length=10_000)]
AskedMoment = Annotated[
    AwareDatetime,
    BeforeValidator(_require_text),
    Field(ge=FIRST_MOMENT, le=LAST_MOMENT, examples=["2026-05-04T12:00:00.000Z"]),
    AfterValidator(_in_milliseconds),
]
