"""Sales and what they offer as programs see them."""

from typing import Literal
from uuid import UUID

from django.conf import settings
from ninja import Schema
from pydantic import Field

from flashsale.api.values import Moment, Money
from shop.api.catalogue_bodies import page_of
from shop.phases import Phase
from shop.presentation import HoldView, ItemState, ItemView, SaleView, StockView

DRAFT: Literal["draft"] = "draft"


class StockBody(Schema):
    """The live count. `held` includes what is being paid for: the three add up to `units`."""

    epoch: int
    version: int = Field(description="Of two counts of one epoch, the higher is the newer.")
    units: int = Field(examples=[20])
    available: int = Field(examples=[12])
    held: int = Field(examples=[3])
    sold: int = Field(examples=[5])
    next_release_at: Moment | None = Field(description="When the next hold runs out.")


class HeldBody(Schema):
    """What you hold of it."""

    units: int = Field(examples=[2])
    expires_at: Moment
    seconds_left: int = Field(examples=[540])


class VariantRef(Schema):
    """Which size or colour it is."""

    id: UUID
    name: str = Field(examples=["42"])


class ItemBody(Schema):
    """A product, or a variant of it, in a sale. `id` names it where it is reserved or bought."""

    id: UUID
    sale: UUID
    product: UUID
    variant: VariantRef | None
    name: str = Field(examples=["Speckled mug"])
    price: Money
    list_price: Money
    currency: str = Field(examples=["EUR"])
    limit_per_buyer: int = Field(examples=[5])
    state: ItemState
    stock: StockBody | None = Field(description="null while the live stock doesn't answer.")


class OwnItemBody(ItemBody):
    """The same, with what you hold of it."""

    hold: HeldBody | None


class SaleRef(Schema):
    """Which sale it is, and how it is going."""

    id: UUID
    title: str = Field(examples=["Spring drop"])
    slug: str = Field(examples=["spring-drop"])
    phase: Phase | Literal["draft"]
    starts_at: Moment
    ends_at: Moment | None = Field(description="null: a standing sale, without an end.")


class SaleBody(SaleRef):
    description: str
    is_cancelled: bool
    hold_seconds: int = Field(description="So long a hold can be paid.", examples=[600])
    url: str = Field(description="The sale's page.")
    server_time: Moment
    items: list[OwnItemBody]


def sale_ref(view: SaleView) -> SaleRef:
    sale = view.sale
    return SaleRef(
        id=sale.pk,
        title=sale.title,
        slug=sale.slug,
        phase=DRAFT if sale.published_at is None else view.phase,
        starts_at=sale.starts_at,
        ends_at=sale.ends_at,
    )


def sale_body(view: SaleView) -> SaleBody:
    return SaleBody(
        **sale_ref(view).dict(),
        description=view.sale.description,
        is_cancelled=view.is_cancelled,
        hold_seconds=view.sale.hold_seconds,
        url=page_of(view.sale),
        server_time=view.server_time,
        items=[
            OwnItemBody(**item_body(item).dict(), hold=_held_body(item.hold)) for item in view.items
        ],
    )


def item_body(view: ItemView) -> ItemBody:
    item, variant = view.item, view.item.variant
    return ItemBody(
        id=item.pk,
        sale=item.sale_id,
        product=item.product_id,
        variant=None if variant is None else VariantRef(id=variant.pk, name=variant.name),
        name=item.label,
        price=view.price,
        list_price=view.list_price,
        currency=settings.CURRENCY,
        limit_per_buyer=item.limit_per_buyer,
        state=view.state,
        stock=_stock_body(view.stock),
    )


def _stock_body(stock: StockView | None) -> StockBody | None:
    if stock is None:
        return None
    return StockBody(
        epoch=stock.epoch,
        version=stock.version,
        units=stock.units,
        available=stock.available,
        held=stock.held,
        sold=stock.sold,
        next_release_at=stock.next_release_at,
    )


def _held_body(hold: HoldView | None) -> HeldBody | None:
    if hold is None:
        return None
    return HeldBody(units=hold.units, expires_at=hold.expires_at, seconds_left=hold.seconds_left)
