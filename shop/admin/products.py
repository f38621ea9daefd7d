"""Products. Their stock moves while a page is open, so it is saved as what staff added to it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet, TextField
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from flashsale.errors import FlashSaleError
from shop.models import Product
from shop.stocking import add_stock

THUMBNAIL = {"squared": True, "borderless": True, "width": 40, "height": 40}


class ProductForm(forms.ModelForm):
    """Remembers which stock the page showed, and so knows what staff changed about it."""

    class Meta:
        model = Product
        fields = ["store", "name", "slug", "description", "picture", "price", "stock"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "stock" in self.fields and not self.instance._state.adding:
            self.fields["stock"].show_hidden_initial = True

    def clean_stock(self) -> int:
        """What was typed; `added_units` is its difference to what the page showed."""
        typed: int = self.cleaned_data["stock"]
        self.added_units = typed
        if not self.instance._state.adding:
            shown = self.data.get(self.add_initial_prefix("stock"))
            try:
                self.added_units -= self.fields["stock"].clean(shown)
            except forms.ValidationError as error:
                told = "It is not known what this page showed. Open it again."
                raise forms.ValidationError(told) from error
        return typed


class InStockFilter(admin.SimpleListFilter):
    title = "stock"
    parameter_name = "stock"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("some", "In stock"), ("none", "None left")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "some":
            return queryset.filter(stock__gt=0)
        if self.value() == "none":
            return queryset.filter(stock=0)
        return queryset


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    form = ProductForm
    list_display = ["shown", "store", "price", "stock"]
    list_select_related = ["store"]
    list_filter = ["store", InStockFilter]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    formfield_overrides = {TextField: {"widget": UnfoldAdminExpandableTextareaWidget}}
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["store", "name", "slug", "description", "picture"]}),
        ("Price and stock", {"fields": ["price", "stock"]}),
    ]

    @display(description="Product", header=True, ordering="name")
    def shown(self, product: Product) -> list[Any]:
        picture = {"path": product.picture.url, **THUMBNAIL} if product.picture else None
        return [product.name, product.slug, product.name[:1], picture]

    def save_model(
        self, request: HttpRequest, obj: Product, form: ProductForm, change: bool
    ) -> None:
        """Only what staff changed is written: a sale may be taking from the stock meanwhile."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        typed = obj.stock
        obj.save(update_fields=[name for name in form.changed_data if name != "stock"])
        if not form.added_units:
            return
        try:
            add_stock(obj, units=form.added_units)
        except FlashSaleError as error:
            self.message_user(request, error.message, messages.ERROR)
            return
        if obj.stock != typed:
            told = f"The stock moved while this page was open: it is {obj.stock} now."
            self.message_user(request, told, messages.WARNING)
