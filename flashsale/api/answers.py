"""What an operation of the API may answer, as its schema tells."""

from ninja import Schema
from pydantic import Field

ANY_TIME = (400, 422, 429, 500, 503)
"""Unreadable body, invalid value, too many requests, our fault, Redis or the database away."""

Responses = dict[int | frozenset[int], type | None]


class ErrorDetail(Schema):
    code: str = Field(description="Stable, for programs.", examples=["out_of_stock"])
    message: str = Field(description="A sentence for people.")
    fields: dict[str, list[str]] = Field(
        default_factory=dict, description="Input by input what is wrong; {} where none is."
    )


class ErrorBody(Schema):
    error: ErrorDetail


def answers(
    body: type | None, *refused: int, status: int = 200, also: int | None = None
) -> Responses:
    """For `response=`: `status` with this body (so does `also`), the statuses `refused`, and those
    that any operation may answer, with an ErrorBody.
    """
    told: Responses = {status: body, frozenset({*refused, *ANY_TIME}): ErrorBody}
    if also is not None:
        told[also] = body
    return told
