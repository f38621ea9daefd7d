"""Webhooks: who is told of what, and what came of it. Their owners manage them, on their page."""

from django.contrib import admin
from unfold.decorators import display

from flashsale.admin_reading import ReadOnlyAdmin
from shop.models import WebhookDelivery, WebhookEndpoint

COLOURS = {"waiting": "info", "delivered": "success", "failed": "danger"}


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadOnlyAdmin):
    list_display = ["url", "owner", "kinds", "created_at", "paused_at"]
    list_select_related = ["owner"]
    search_fields = ["url", "owner__email"]
    fields = ["url", "owner", "kinds", "created_at", "paused_at"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    list_display = ["kind", "endpoint", "shown_state", "tries", "last_status", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["endpoint"]
    search_fields = ["endpoint__url"]
    fields = [
        "kind", "event_id", "endpoint", "shown_state", "tries", "next_try_at", "last_status",
        "last_problem", "created_at", "tried_at", "delivered_at", "body",
    ]  # fmt: skip

    @display(description="State", label=COLOURS, ordering="state")
    def shown_state(self, delivery: WebhookDelivery) -> tuple[str, str]:
        return delivery.state, delivery.get_state_display()
