"""Orders as the API shows them."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field, PlainSerializer, WithJsonSchema

from flashsale.api.values import Moment, Money
from orders.buying import Bought
from orders.models import ADDRESS_FIELDS, Order
from orders.numbers import NUMBER_LENGTH
from orders.shown_orders import LineView, OrderRow, OrderView, PlaceView, order_view

Percent = Annotated[
    Decimal,
    PlainSerializer(lambda percent: f"{percent:f}", return_type=str),
    WithJsonSchema({"type": "string", "examples": ["19.00"]}),
]


class OrderLineBody(Schema):
    """`total` is the line's part of the order's total; what comes back if it is cancelled."""

    id: UUID
    item: UUID
    sale: UUID
    name: str
    units: int
    unit_price: Money
    discount: Money
    total: Money
    is_cancelled: bool


class PlaceBody(Schema):
    """The order's place among the buyers of one of its sales."""

    sale: UUID
    place: int
    sale_units: int = Field(description="All units that the sale offered.")


class AddressBody(Schema):
    recipient: str
    street: str
    more: str
    postcode: str
    city: str
    country: str


class OrderRowBody(Schema):
    """An order in a list."""

    id: UUID
    number: str = Field(
        description="What people call it.", max_length=NUMBER_LENGTH, examples=["7K2M9QX4TB"]
    )
    status: Order.Status
    total: Money
    refunded: Money = Field(description="So much of the total has gone back, or goes.")
    currency: str = Field(examples=["EUR"])
    created_at: Moment
    placed_at: Moment | None
    cancelled_at: Moment | None
    url: str = Field(description="Its page, for people.")


class OrderBody(OrderRowBody):
    """One order. `subtotal - discount_amount + shipping_amount`, and `+ tax_amount` unless
    `tax_included`, is the `total`.
    """

    lines: list[OrderLineBody]
    places: list[PlaceBody]
    subtotal: Money
    discount_code: str
    discount_amount: Money
    shipping_method: str
    shipping_amount: Money
    tax_percent: Percent
    tax_included: bool
    tax_amount: Money
    address: AddressBody | None
    payment_method: str
    can_cancel: bool
    failure_code: str = Field(description="Why it was given up; empty where it was not.")
    pay_by: Moment | None = Field(description="Until then a payment at the bank can be finished.")
    payment_url: str | None = Field(
        default=None,
        description="Where its buyer approves the payment first: told with a 202.",
    )


def order_row_body(row: OrderRow, *, request: HttpRequest) -> OrderRowBody:
    return OrderRowBody(**_row(row.order, row.refunded, request=request))


def bought_body(bought: Bought, *, request: HttpRequest) -> OrderBody:
    """The order that was bought, with the way to the bank where it needs one."""
    body = order_body(order_view(bought.order), request=request)
    body.payment_url = (
        request.build_absolute_uri(bought.payment_url) if bought.payment_url else None
    )
    return body


def order_body(view: OrderView, *, request: HttpRequest) -> OrderBody:
    order = view.order
    return OrderBody(
        **_row(order, order.total - view.left, request=request),
        lines=[_line(line) for line in view.lines],
        places=[_place(place) for place in view.places],
        subtotal=order.subtotal,
        discount_code=order.discount_code,
        discount_amount=order.discount_amount,
        shipping_method=order.shipping_method,
        shipping_amount=order.shipping_amount,
        tax_percent=order.tax_percent,
        tax_included=order.tax_included,
        tax_amount=order.tax_amount,
        address=_address(order),
        payment_method=order.payment_method,
        can_cancel=view.can_cancel,
        failure_code=order.failure_code,
        pay_by=order.pay_by,
    )


def _row(order: Order, refunded: Decimal, *, request: HttpRequest) -> dict[str, Any]:
    return {
        "id": order.pk,
        "number": order.number,
        "status": order.status,
        "total": order.total,
        "refunded": refunded,
        "currency": order.currency,
        "created_at": order.created_at,
        "placed_at": order.placed_at,
        "cancelled_at": order.cancelled_at,
        "url": request.build_absolute_uri(order.get_absolute_url()),
    }


def _line(view: LineView) -> OrderLineBody:
    line = view.line
    return OrderLineBody(
        id=line.pk,
        item=line.item_id,
        sale=line.item.sale_id,
        name=line.product_name,
        units=line.units,
        unit_price=line.unit_price,
        discount=line.discount,
        total=view.cost,
        is_cancelled=line.cancelled_at is not None,
    )


def _place(view: PlaceView) -> PlaceBody:
    return PlaceBody(sale=view.sale.pk, place=view.place, sale_units=view.sale_units)


def _address(order: Order) -> AddressBody | None:
    """Where it goes; None where it is collected, or nothing is delivered."""
    fields = {name: getattr(order, name) for name in ADDRESS_FIELDS}
    return AddressBody(**fields) if any(fields.values()) else None
