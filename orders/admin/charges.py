"""The test gateway's books, and what gateways told. An order's charge has the order's id as key."""

from django.contrib import admin
from unfold.decorators import display

from flashsale.admin_reading import ReadOnlyAdmin
from orders.models import PaymentEvent, TestCharge

COLOURS = {
    "pending": "info",
    "slow": "info",
    "authorised": "info",
    "declined": "danger",
    "captured": "success",
    "refunded": "warning",
}


@admin.register(TestCharge)
class TestChargeAdmin(ReadOnlyAdmin):
    list_display = ["key", "shown_status", "amount", "refunded_amount", "currency", "created_at"]
    list_filter = ["status", "method"]
    search_fields = ["key"]
    fields = [
        "key", "method", "shown_status", "amount", "refunded_amount", "currency", "created_at",
    ]  # fmt: skip

    @display(description="Status", label=COLOURS, ordering="status")
    def shown_status(self, charge: TestCharge) -> str:
        return charge.status


@admin.register(PaymentEvent)
class PaymentEventAdmin(ReadOnlyAdmin):
    list_display = ["kind", "charge_key", "gateway", "event_id", "received_at", "handled_at"]
    list_filter = ["gateway", "kind"]
    search_fields = ["charge_key", "event_id"]
    fields = ["gateway", "event_id", "kind", "charge_key", "received_at", "handled_at"]
