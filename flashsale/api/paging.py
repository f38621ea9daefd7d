"""Lists of the API, a page at a time: `{"items", "page", "pages", "count"}`.

An operation takes `paging: Query[Paging]`, has `response=answers(Page[ThingBody], …)` and returns
`paged(things, paging, shown=…)`.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Schema
from pydantic import Field

LAST_PAGE = 1_000_000
MOST_ON_A_PAGE = 100

Shown = TypeVar("Shown")


class Paging(Schema):
    """Which page of a list is asked for."""

    page: int = Field(1, ge=1, le=LAST_PAGE, description="The first is 1.")
    limit: int = Field(20, ge=1, le=MOST_ON_A_PAGE, description="Items on a page.")


class Page(Schema, Generic[Shown]):
    """One page of a list; one past the end has no items."""

    items: list[Shown]
    page: int = Field(examples=[1])
    pages: int = Field(description="How many there are; 0 of an empty list.", examples=[3])
    count: int = Field(description="Items on all pages.", examples=[57])


def paged(
    found: QuerySet[Any] | Sequence[Any],
    paging: Paging,
    *,
    shown: Callable[[list[Any]], Sequence[Any]] = list,
) -> dict[str, Any]:
    """The page that was asked for, of things that have an order.

    `shown` makes what is answered of the things on this page, all at once: so what belongs to them
    is read once a page and not once a thing. Two queries: how many, and these.
    """
    count = found.count() if isinstance(found, QuerySet) else len(found)
    begin = (paging.page - 1) * paging.limit
    things = list(found[begin : begin + paging.limit]) if begin < count else []
    return {
        "items": list(shown(things)) if things else [],
        "page": paging.page,
        "pages": -(-count // paging.limit),
        "count": count,
    }
