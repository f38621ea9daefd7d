"""What a sale offers, inside the sale's page. After publishing it is only shown."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet

from shop.models import Sale, SaleItem


class SaleItemFormSet(PaginationInlineFormSet):
    def get_unique_error_message(self, unique_check: object) -> str:
        return "A product can be in a sale only once. Keep one row and give it all the units."

    def get_form_error(self) -> str:
        return "This product is in another row already."

    def save_existing(self, form: Any, obj: Model, commit: bool = True) -> Model:
        """Only what was typed is written, so that no count is set back."""
        if commit:
            obj.save(update_fields=form.changed_data)
        return obj


class SaleItemInline(TabularInline):
    model = SaleItem
    formset = SaleItemFormSet
    fields = ["product", "price", "list_price", "units", "limit_per_buyer"]
    readonly_fields = ["list_price"]
    autocomplete_fields = ["product"]
    extra = 0
    hide_title = True
    verbose_name = "product"
    verbose_name_plural = "Products"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        items: QuerySet = super().get_queryset(request)
        return items.select_related("product")

    def get_fields(self, request: HttpRequest, obj: Sale | None = None) -> list[str]:
        return [*self.fields, "sold", "returned_units"] if _is_published(obj) else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Sale | None = None) -> list[str]:
        return [*self.readonly_fields, "sold", "returned_units"]

    def list_price(self, item: SaleItem) -> str:
        return str(item.product.price) if item.product_id else "-"

    def has_add_permission(self, request: HttpRequest, obj: Sale | None = None) -> bool:
        return not _is_published(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Sale | None = None) -> bool:
        return not _is_published(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Sale | None = None) -> bool:
        return not _is_published(obj) and super().has_delete_permission(request, obj)


def _is_published(sale: Sale | None) -> bool:
    return sale is not None and sale.published_at is not None
