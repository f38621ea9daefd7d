"""The ways to deliver, each with its price for every country that it goes to."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from flashsale.money import country_names
from orders.models import ShippingMethod, ShippingPrice


class ShippingPriceForm(forms.ModelForm):
    """A country is chosen by its name."""

    class Meta:
        model = ShippingPrice
        fields = ["country", "price"]

    country = forms.ChoiceField(widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_name = sorted(country_names().items(), key=lambda country: country[1])
        country: Any = self.fields["country"]
        country.choices = [("", "Choose"), *by_name]


class ShippingPriceInline(TabularInline):
    model = ShippingPrice
    form = ShippingPriceForm
    extra = 1
    hide_title = True
    verbose_name = "price"
    verbose_name_plural = "Prices by country"


@admin.register(ShippingMethod)
class ShippingMethodAdmin(ModelAdmin):
    list_display = ["name", "goes_to", "position", "is_active"]
    list_editable = ["position", "is_active"]
    inlines = [ShippingPriceInline]
    fieldsets = [
        (None, {"fields": ["name", "description", ("position", "is_active")]}),
        ("Price", {"fields": ["needs_address", "price"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        methods: QuerySet = super().get_queryset(request).annotate(countries=Count("prices"))
        return methods

    @display(description="Goes to")
    def goes_to(self, method: Any) -> str:
        if not method.needs_address:
            return "is collected"
        return f"{method.countries} countr{'y' if method.countries == 1 else 'ies'}"
