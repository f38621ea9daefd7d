"""Values as the API writes them: money as decimal text, moments as ISO 8601 in UTC."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, PlainSerializer, WithJsonSchema

from flashsale import clock


def money(amount: Decimal) -> str:
    """The amount with two decimal places: "19.90"."""
    return f"{amount:.2f}"


Money = Annotated[
    Decimal,
    PlainSerializer(money, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d{2}$", "examples": ["19.90"]}),
]

Moment = Annotated[
    datetime,
    PlainSerializer(clock.iso, return_type=str),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "examples": ["2026-05-04T12:00:00.000Z"]}
    ),
]


class Asked(Schema):
    """A body that a program sends: what it doesn't know is refused, not overlooked."""

    model_config = ConfigDict(extra="forbid")
