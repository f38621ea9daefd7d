"""Products, with their variants."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet, Sum, TextField
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from shop.admin.stock_form import StockForm
from shop.admin.variants import VariantInline
from shop.models import Product

# The sum over no variants is null in SQL and 0 in MongoDB: looked at only where there are some.
SOME_LEFT = Q(number_of_variants__gt=0, in_variants__gt=0) | Q(number_of_variants=0, stock__gt=0)
NONE_LEFT = Q(number_of_variants__gt=0, in_variants=0) | Q(number_of_variants=0, stock=0)
THUMBNAIL = {"squared": True, "borderless": True, "width": 40, "height": 40}


class ProductForm(StockForm):
    class Meta:
        model = Product
        fields = ["store", "name", "slug", "description", "picture", "price", "stock"]
        help_texts = {
            "stock": "Units that no sale has taken. Of a product in sizes or colours, theirs count."
        }


class InStockFilter(admin.SimpleListFilter):
    title = "stock"
    parameter_name = "stock"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("some", "In stock"), ("none", "None left")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "some":
            return queryset.filter(SOME_LEFT)
        if self.value() == "none":
            return queryset.filter(NONE_LEFT)
        return queryset


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    form = ProductForm
    inlines = [VariantInline]
    list_display = ["shown", "store", "price", "in_stock"]
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

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        products: QuerySet = super().get_queryset(request)
        counted: QuerySet = products.annotate(
            number_of_variants=Count("variants"), in_variants=Sum("variants__stock")
        )
        return counted

    @display(description="Stock", ordering="stock")
    def in_stock(self, product: Any) -> int:
        """Of a product that has variants, all theirs."""
        return int(product.in_variants if product.number_of_variants else product.stock)

    @display(description="Product", header=True, ordering="name")
    def shown(self, product: Product) -> list[Any]:
        picture = {"path": product.picture.url, **THUMBNAIL} if product.picture else None
        return [product.name, product.slug, product.name[:1], picture]

    def save_model(
        self, request: HttpRequest, obj: Product, form: ProductForm, change: bool
    ) -> None:
        """The product is stored; staff are told where its stock is not what they typed."""
        if not change:
            super().save_model(request, obj, form, change)
        elif told := form.store_changes():
            self.message_user(request, told, messages.WARNING)

    def save_formset(
        self, request: HttpRequest, form: ProductForm, formset: Any, change: bool
    ) -> None:
        """The variants are stored; staff are told the same of them."""
        super().save_formset(request, form, formset, change)
        for told in formset.told:
            self.message_user(request, told, messages.WARNING)
