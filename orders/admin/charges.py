"""The test gateway's books. An order's charge has the order's id as its key."""

from django.contrib import admin
from unfold.decorators import display

from orders.admin.reading import ReadOnlyAdmin
from orders.models import TestCharge

COLOURS = {"authorised": "info", "captured": "success", "refunded": "warning"}


@admin.register(TestCharge)
class TestChargeAdmin(ReadOnlyAdmin):
    list_display = ["key", "shown_status", "amount", "currency", "created_at"]
    list_filter = ["status"]
    search_fields = ["key"]
    fields = ["key", "shown_status", "amount", "currency", "created_at"]

    @display(description="Status", label=COLOURS, ordering="status")
    def shown_status(self, charge: TestCharge) -> str:
        return charge.status
