"""A line of an order: it has no page of its own, but can be cancelled alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User
from flashsale.admin_reading import ReadOnlyAdmin
from flashsale.staff_actions import from_page, object_or_404
from orders.admin.cancelling import CANCEL_LINE, staff_may_cancel
from orders.models import OrderLine


@admin.register(OrderLine)
class OrderLineAdmin(ReadOnlyAdmin):
    list_select_related = ["order"]
    actions_detail = ["cancel"]
    cancel = from_page(CANCEL_LINE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Nobody looks for lines: they stand on the pages of orders."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return isinstance(request.user, User) and request.user.has_perm("orders.view_order")

    def has_cancel_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return staff_may_cancel(request)

    def change_view(self, request: HttpRequest, object_id: str, *_: Any, **__: Any) -> HttpResponse:
        """To the page of its order."""
        line = object_or_404(self, request, object_id)
        return redirect("admin:orders_order_change", line.order_id)  # type: ignore[attr-defined]

    def log_change(self, request: HttpRequest, obj: OrderLine, message: Any) -> Any:
        """It is told in the history of the order."""
        return super().log_change(request, obj.order, f"{message}: {obj}")
