"""Orders: what was bought, how far each step got, and the way back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.dataclasses import UnfoldAction
from unfold.decorators import display
from unfold.enums import ActionVariant

from accounts.models import User
from flashsale.staff_actions import StaffAction, from_list, from_page
from orders.admin.reading import ReadOnlyAdmin, ReadOnlyInline
from orders.cancelling import cancel
from orders.models import Order, OrderLine, SalePlace, TestCharge

COLOURS = {"pending": "info", "placed": "success", "cancelled": "warning"}


def _if_cancelled(orders: Sequence[Order]) -> list[list[str]]:
    return [_outlook(order) for order in orders]


def _outlook(order: Order) -> list[str]:
    if order.status != Order.Status.PLACED:
        return [f"{order} is {order.status}, not placed: nothing changes."]
    lines = list(OrderLine.objects.filter(order_id=order.pk))
    return [
        f"{order.total} {order.currency} are refunded to the buyer, who gets a mail.",
        *[f"{line.product_name}: units that go back into stock: {line.units}." for line in lines],
        "Its places in the sales are not given to anybody else. This can't be undone.",
    ]


def _cancelled(order: Order) -> str:
    if order.refunded_at is None:
        return f"{order} is cancelled. The refund follows as soon as the gateway answers."
    return f"{order} is cancelled, and {order.total} {order.currency} are refunded."


CANCEL = StaffAction(
    name="cancel",
    label="Cancel and refund",
    icon="undo",
    question="Cancel and refund {}?",
    yes="Yes, cancel and refund",
    service=cancel,
    foresee=_if_cancelled,
    done=_cancelled,
    permission="cancel",
    variant=ActionVariant.DANGER,
)


class OrderLineInline(ReadOnlyInline):
    model = OrderLine
    fields = ["product_name", "unit_price", "units", "claimed_at", "settled_at", "restocked_at"]
    readonly_fields = fields
    verbose_name_plural = "Lines"


class SalePlaceInline(ReadOnlyInline):
    model = SalePlace
    fields = ["sale", "place"]
    readonly_fields = fields
    verbose_name_plural = "Places in the sales"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        places: QuerySet = super().get_queryset(request)
        return places.select_related("sale")


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ["number", "buyer", "shown_status", "total", "currency", "created_at"]
    list_select_related = ["buyer"]
    list_filter = ["status"]
    search_fields = ["number", "buyer__email"]
    view_on_site = False
    inlines = [OrderLineInline, SalePlaceInline]
    actions = [from_list(CANCEL)]
    actions_detail = ["cancel"]
    cancel = from_page(CANCEL)
    fieldsets = [
        (None, {"fields": ["number", "shown_status", "buyer", ("total", "currency")]}),
        ("Payment", {"fields": ["payment_method", "charge", "failure_code"]}),
        (
            "Steps",
            {
                "classes": ["collapse"],
                "fields": [
                    "created_at", "placed_at", "captured_at", "cancelled_at", "refunded_at",
                    "abandoned_at", "finished_at",
                ]
            },
        ),
    ]  # fmt: skip

    def has_cancel_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits an order; who might, may cancel it."""
        return isinstance(request.user, User) and request.user.has_perm("orders.change_order")

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[UnfoldAction]:
        """Cancelling is offered where something can be cancelled."""
        order = self.get_object(request, unquote(str(object_id)))
        if order is None or order.status != Order.Status.PLACED:
            return []
        actions: list[UnfoldAction] = super().get_actions_detail(request, object_id)
        return actions

    @display(description="Status", label=COLOURS, ordering="status")
    def shown_status(self, order: Order) -> str:
        return order.status

    @display(description="At the test gateway", empty_value="no charge")
    def charge(self, order: Order) -> TestCharge | None:
        return TestCharge.objects.filter(key=str(order.pk)).first()
