"""What stands on an order's page beside the order itself."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from flashsale.admin_reading import ReadOnlyInline
from orders.admin.cancelling import staff_may_cancel
from orders.models import Order, OrderLine, Refund, SalePlace

WAY_BACK = (
    '<a class="text-primary-600 underline" href="{}" aria-label="Cancel and refund {}">Cancel…</a>'
)


class OrderLineInline(ReadOnlyInline):
    model = OrderLine
    fields = [
        "product_name", "unit_price", "units", "discount", "claimed_at", "settled_at",
        "cancelled_at", "restocked_at",
    ]  # fmt: skip
    readonly_fields = [*fields, "way_back"]
    verbose_name_plural = "Lines"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        """The way back is shown to those who may go it, while there is something to cancel."""
        if obj is None or obj.status != Order.Status.PLACED or not staff_may_cancel(request):
            return list(self.fields)
        return [*self.fields, "way_back"]

    @display(description="Cancel")
    def way_back(self, line: OrderLine) -> SafeString | str:
        if line.cancelled_at is not None:
            return "cancelled"
        page = reverse("admin:orders_orderline_cancel", args=[line.pk])
        return format_html(WAY_BACK, page, line)


class RefundInline(ReadOnlyInline):
    model = Refund
    fields = ["what", "amount", "created_at", "refunded_at", "finished_at"]
    readonly_fields = fields
    verbose_name_plural = "Refunds"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        refunds: QuerySet = super().get_queryset(request)
        return refunds.select_related("line", "order")

    @display(description="Of")
    def what(self, refund: Refund) -> str:
        return "what was left of the order" if refund.line is None else str(refund.line)


class SalePlaceInline(ReadOnlyInline):
    model = SalePlace
    fields = ["sale", "place", "given_up_at"]
    readonly_fields = fields
    verbose_name_plural = "Places in the sales"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        places: QuerySet = super().get_queryset(request)
        return places.select_related("sale")
