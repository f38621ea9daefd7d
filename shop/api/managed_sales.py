"""Sales are made by staff or the owner of all that they offer."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from accounts.api.ways_in import Scope, caller, ways_in
from flashsale import clock
from flashsale.api.answers import answers
from flashsale.api.errors import Invalid
from flashsale.api.values import Asked
from shop.api.asked import MOST_UNITS, AskedMoment, Description, Name, Price
from shop.api.refusing import validation_as_invalid
from shop.api.sale_bodies import SaleBody
from shop.api.sales import router, shown_sale
from shop.creating import Offer, create_sale
from shop.managing import require_manager
from shop.models import Product, Variant
from shop.models.sales import LONGEST_COOLDOWN_SECONDS, LONGEST_HOLD_SECONDS

MOST_ITEMS = 50

Units = Annotated[int, Field(ge=1, le=MOST_UNITS, strict=True)]


class NewItemBody(Asked):
    """A product that the sale is to offer."""

    product: UUID
    variant: UUID | None = Field(None, description="Its size or colour, where it has some.")
    units: Units = Field(examples=[20])
    price: Price | None = Field(None, description="null: the list price.")
    limit_per_buyer: Units | None = Field(None, description="null: as the shop has it.")


class NewSaleBody(Asked):
    title: Name = Field(examples=["Spring drop"])
    description: Description = ""
    starts_at: AskedMoment | None = Field(None, description="null: now.")
    ends_at: AskedMoment | None = Field(None, description="null: a standing sale, without an end.")
    hold_seconds: int | None = Field(
        None, ge=1, le=LONGEST_HOLD_SECONDS, strict=True, description="null: as the shop has it."
    )
    extension_seconds: int | None = Field(None, ge=0, le=LONGEST_HOLD_SECONDS, strict=True)
    cooldown_seconds: int | None = Field(None, ge=0, le=LONGEST_COOLDOWN_SECONDS, strict=True)
    items: list[NewItemBody] = Field(min_length=1, max_length=MOST_ITEMS)


@router.post(
    "",
    auth=ways_in(Scope.MANAGE),
    response=answers(SaleBody, 401, 403, status=201),
    operation_id="create_sale",
    summary="Make a sale",
)
def create(request: HttpRequest, body: NewSaleBody) -> Status:
    """A draft: it takes no units, and nobody sees it, until `POST sales/start/{id}`."""
    offers = _offers(body.items)
    stores = {offer.product.store_id: offer.product.store for offer in offers}
    user = caller(request)
    require_manager(user, stores.values(), permission="shop.add_sale")
    with validation_as_invalid():
        made = create_sale(
            body.title,
            offers=offers,
            starts_at=body.starts_at or clock.now(),
            **body.dict(exclude={"title", "starts_at", "items"}),
        )
    return Status(201, shown_sale(made, user=user))


def _offers(items: list[NewItemBody]) -> list[Offer]:
    """What the items name; two queries. Raises Invalid for what there isn't."""
    named = Product.objects.select_related("store")
    products = named.in_bulk([item.product for item in items])
    wanted = [item.variant for item in items if item.variant is not None]
    variants = Variant.objects.select_related("product").in_bulk(wanted)
    problems: dict[str, list[str]] = {}
    for index, item in enumerate(items):
        if item.product not in products:
            problems[f"items.{index}.product"] = ["There is no such product."]
        if item.variant is not None and item.variant not in variants:
            problems[f"items.{index}.variant"] = ["There is no such variant."]
    if problems:
        raise Invalid(fields=problems)
    return [
        Offer(
            product=products[item.product],
            variant=None if item.variant is None else variants[item.variant],
            units=item.units,
            price=item.price,
            limit_per_buyer=item.limit_per_buyer,
        )
        for item in items
    ]
