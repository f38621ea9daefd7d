"""Orders: what was bought, how far each step got, and the way back."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest
from unfold.dataclasses import UnfoldAction
from unfold.decorators import display

from flashsale.admin_reading import ReadOnlyAdmin
from flashsale.staff_actions import from_list, from_page
from orders.admin.cancelling import CANCEL, staff_may_cancel
from orders.admin.order_inlines import OrderLineInline, RefundInline, SalePlaceInline
from orders.models import Order, TestCharge

COLOURS = {"pending": "info", "placed": "success", "cancelled": "warning"}


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ["number", "buyer", "shown_status", "total", "currency", "created_at"]
    list_select_related = ["buyer"]
    list_filter = ["status"]
    search_fields = ["number", "buyer__email"]
    view_on_site = False
    inlines = [OrderLineInline, RefundInline, SalePlaceInline]
    actions = [from_list(CANCEL)]
    actions_detail = ["cancel"]
    cancel = from_page(CANCEL)
    fieldsets = [
        (None, {"fields": ["number", "shown_status", "buyer", ("total", "currency")]}),
        (
            "Sums",
            {
                "fields": [
                    "subtotal", ("discount_code", "discount_amount"),
                    ("shipping_method", "shipping_amount"), ("tax_percent", "tax_amount"),
                    "tax_included",
                ]
            },
        ),
        ("Address", {"fields": ["address"]}),
        ("Payment", {"fields": ["payment_method", "charge", "failure_code"]}),
        (
            "Steps",
            {
                "classes": ["collapse"],
                "fields": [
                    "created_at", "pay_by", "placed_at", "captured_at", "cancelled_at",
                    "refunded_at", "abandoned_at", "finished_at",
                ]
            },
        ),
    ]  # fmt: skip

    def has_cancel_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return staff_may_cancel(request)

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

    @display(description="Address", empty_value="none: nothing is sent")
    def address(self, order: Order) -> str | None:
        return ", ".join(order.address_lines) or None

    @display(description="At the test gateway", empty_value="no charge")
    def charge(self, order: Order) -> TestCharge | None:
        return TestCharge.objects.filter(key=str(order.pk)).first()
