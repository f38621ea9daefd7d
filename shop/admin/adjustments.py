"""Units that were added to sales or taken out by hand: shown, since the API makes them."""

from django.contrib import admin
from unfold.decorators import display

from flashsale.admin_reading import ReadOnlyAdmin
from shop.models import StockAdjustment

COLOURS = {"applied": "success", "refused": "danger", "open": "info"}


@admin.register(StockAdjustment)
class StockAdjustmentAdmin(ReadOnlyAdmin):
    list_display = ["item", "units", "reason", "by", "state", "created_at"]
    list_select_related = ["item__sale", "item__product", "item__variant", "by"]
    search_fields = ["reason", "item__product__name", "item__sale__title"]
    fields = ["id", "item", "units", "reason", "by", "created_at", "applied_at", "refused_at"]

    @display(description="State", label=COLOURS)
    def state(self, adjustment: StockAdjustment) -> str:
        """An open one is finished within seconds, as soon as the live stock answers."""
        if adjustment.applied_at is not None:
            return "applied"
        return "open" if adjustment.refused_at is None else "refused"
