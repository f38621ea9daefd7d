"""Products: made, changed and deleted by staff or their store's owner."""

from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from accounts.api.ways_in import Scope, caller, ways_in
from flashsale.api.answers import answers
from flashsale.api.errors import Invalid, NotFound
from flashsale.api.values import Asked
from shop.api.asked import MOST_UNITS, Description, Name, Price, Slug
from shop.api.catalogue_bodies import ManagedProductBody, managed_product_body
from shop.api.products import router
from shop.api.refusing import validation_as_invalid
from shop.managing import require_manager
from shop.managing_products import change_product, create_product, delete_product
from shop.models import Product, Store


class NewProductBody(Asked):
    store: UUID = Field(description="Of your own, unless you are staff.")
    name: Name = Field(examples=["Speckled mug"])
    price: Price = Field(description="The list price.")
    slug: Slug = Field("", description="Made from the name, if none is given.")
    description: Description = ""
    stock: int = Field(0, ge=0, le=MOST_UNITS, strict=True, examples=[200])


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


Unchanged = partial(Field, json_schema_extra=_without_default)
"""A field that is left as it is where it isn't sent."""


class ChangedProductBody(Asked):
    """What is to be different; the rest stays."""

    name: Name = Unchanged("")
    price: Price = Unchanged(Decimal(0))
    slug: Slug = Unchanged("")
    description: Description = Unchanged("")
    add_stock: int = Unchanged(
        0,
        ge=-MOST_UNITS,
        le=MOST_UNITS,
        strict=True,
        description="Units more; below zero: fewer. Sales move the stock, so it is never set.",
    )


@router.post(
    "",
    auth=ways_in(Scope.MANAGE),
    response=answers(ManagedProductBody, 401, 403, status=201),
    operation_id="create_product",
    summary="Make a product",
)
def create(request: HttpRequest, body: NewProductBody) -> Status:
    """Your store has one product more."""
    store = Store.objects.filter(pk=body.store).first()
    if store is None:
        raise Invalid(fields={"store": ["There is no such store."]})
    require_manager(caller(request), [store], permission="shop.add_product")
    with validation_as_invalid():
        made = create_product(store, **body.dict(exclude={"store"}))
    return Status(201, managed_product_body(made))


@router.patch(
    "{uuid:id}",
    auth=ways_in(Scope.MANAGE),
    response=answers(ManagedProductBody, 401, 403, 404, 409),
    operation_id="change_product",
    summary="Change a product",
)
def change(request: HttpRequest, id: UUID, body: ChangedProductBody) -> ManagedProductBody:  # noqa: A002
    """The product is as you say; what you don't name stays. Every page shows it at once."""
    product = _managed(request, id, permission="shop.change_product")
    changes = body.dict(exclude_unset=True, exclude={"add_stock"})
    with validation_as_invalid():
        change_product(product, changes=changes, added_stock=body.add_stock)
    return managed_product_body(product)


@router.delete(
    "{uuid:id}",
    auth=ways_in(Scope.MANAGE),
    response=answers(None, 401, 403, 404, 409, status=204),
    operation_id="delete_product",
    summary="Delete a product",
)
def delete(request: HttpRequest, id: UUID) -> Status:  # noqa: A002
    """The product is gone. One that was ever in a sale stays, since orders name it (409)."""
    delete_product(_managed(request, id, permission="shop.delete_product"))
    return Status(204, None)


def _managed(request: HttpRequest, product_id: UUID, *, permission: str) -> Product:
    """The product, which the caller may manage. Raises NotFound, NotYours."""
    product = Product.objects.select_related("store").filter(pk=product_id).first()
    if product is None:
        raise NotFound
    require_manager(caller(request), [product.store], permission=permission)
    return product
