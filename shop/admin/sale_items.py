"""What a sale offers, inside the sale's page. After publishing it is only shown."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet

from shop.models import Sale, SaleItem, Variant

NO_VARIANT = ("", "-")


class SaleItemForm(forms.ModelForm):
    """A stored row's variants are those of its product; other rows, whose product staff choose at
    the same time, offer all.
    """

    class Meta:
        model = SaleItem
        fields = ["product", "variant", "price", "units", "limit_per_buyer"]

    def __init__(self, *args: Any, variants: Sequence[Variant] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("variant")
        if not isinstance(field, forms.ModelChoiceField):
            return
        groups: dict[str, list[tuple[UUID, str]]] = {}
        for variant in variants:
            if self.is_bound or self.instance.product_id in (None, variant.product_id):
                groups.setdefault(str(variant.product), []).append((variant.pk, variant.name))
        field.choices = [NO_VARIANT, *groups.items()]

    def clean(self) -> dict[str, Any]:
        """Rows are compared by the variant's key too."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        variant = cleaned.get("variant")
        return {**cleaned, "variant_key": "" if variant is None else str(variant.pk)}

    def _get_validation_exclusions(self) -> set[str]:
        """The key is no field of the form, but follows from one."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"variant_key"}


class SaleItemFormSet(PaginationInlineFormSet):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "variants": self.variants}

    @cached_property
    def variants(self) -> list[Variant]:
        """All, by product: one query for all rows."""
        found = Variant.objects.select_related("product")
        return list(found.order_by("product__name", "product_id", "position", "name"))

    def get_unique_error_message(self, unique_check: object) -> str:
        return (
            "A product can be in a sale only once. Keep one row and give it all the units. Of one"
            " in sizes or colours, each has a row."
        )

    def get_form_error(self) -> str:
        return "This product is in another row already."

    def save_existing(self, form: Any, obj: Model, commit: bool = True) -> Model:
        """Only what was typed is written, so that no count is set back."""
        if commit:
            obj.save(update_fields=form.changed_data)
        return obj


class SaleItemInline(TabularInline):
    model = SaleItem
    form = SaleItemForm
    formset = SaleItemFormSet
    fields = ["product", "variant", "price", "list_price", "units", "limit_per_buyer"]
    readonly_fields = ["list_price"]
    autocomplete_fields = ["product"]
    extra = 0
    hide_title = True
    verbose_name = "product"
    verbose_name_plural = "Products"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        items: QuerySet = super().get_queryset(request)
        items = items.select_related("product", "variant__product")
        return items.order_by("product__name", "variant__position", "variant__name", "pk")

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
