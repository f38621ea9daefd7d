"""The sizes or colours of a product, inside the product's page."""

from typing import Any

from django import forms
from django.db.models import Model
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet

from shop.admin.stock_form import StockForm
from shop.models import SaleItem, Variant


class VariantForm(StockForm):
    class Meta:
        model = Variant
        fields = ["name", "position", "stock"]


class VariantFormSet(PaginationInlineFormSet):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told: list[str] = []

    def clean(self) -> None:
        """What a sale offers, or has sold, stays: orders and returns name it.

        Asked before Django does, whose words don't say what to do instead.
        """
        leaving = [form.instance for form in self.deleted_forms if form.instance.pk]
        used = SaleItem.objects.filter(variant__in=[variant.pk for variant in leaving])
        kept = set(used.values_list("variant_id", flat=True))
        names = ", ".join(variant.name for variant in leaving if variant.pk in kept)
        if names:
            raise forms.ValidationError(
                f"{names} can't be deleted: a sale has it. Set its stock to 0 instead, and leave it"
                " out of new sales."
            )
        super().clean()

    def get_unique_error_message(self, unique_check: object) -> str:
        return "Each variant needs a name of its own."

    def get_form_error(self) -> str:
        return "Another row has this name already."

    def save_existing(self, form: StockForm, obj: Model, commit: bool = True) -> Model:
        """What came of the stock is kept in `told`."""
        if commit and (told := form.store_changes()):
            self.told.append(f"{obj}: {told}")
        return obj


class VariantInline(TabularInline):
    model = Variant
    form = VariantForm
    formset = VariantFormSet
    extra = 0
    hide_title = True
    verbose_name = "variant"
    verbose_name_plural = "Sizes or colours"
