"""Two bodies of one name would be one in the schema, and it would lie about one of them."""

from collections import Counter
from collections.abc import Iterator

from ninja import Schema

from flashsale.api.site import api

LIBRARIES = ("ninja", "pydantic")


def bodies(root: type[Schema] = Schema) -> Iterator[type[Schema]]:
    """Every body that the API's modules define."""
    for body in root.__subclasses__():
        if not body.__module__.startswith(LIBRARIES):
            yield body
        yield from bodies(body)


def test_every_body_has_a_name_of_its_own() -> None:
    told = api.get_openapi_schema()["components"]["schemas"]
    names = Counter(body.__name__ for body in set(bodies()))

    assert {"OrderBody", "SaleBody"} <= names.keys() & told.keys()
    assert [name for name in told if names[name] > 1] == []
