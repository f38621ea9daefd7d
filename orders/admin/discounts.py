"""Discount codes. A code's counters move while its page is open, so they are only shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from flashsale import money
from orders.models import Discount, DiscountBuyer, DiscountProduct, DiscountUse

USED_STAYS = (
    "{} was used in orders, so it stays: they say what it took off. Untick “active”, and nobody"
    " can use it any more."
)
LIMITS = ["most_uses", "most_uses_per_buyer", "used"]


class DiscountForm(forms.ModelForm):
    """Limits below what was used already are refused."""

    class Meta:
        model = Discount
        fields = [
            "code", "percent", "amount", "starts_at", "ends_at", "minimum", "most_uses",
            "most_uses_per_buyer", "is_active",
        ]  # fmt: skip

    def clean_most_uses(self) -> int | None:
        most: int | None = self.cleaned_data["most_uses"]
        stored = Discount.objects.filter(pk=self.instance.pk)
        _require_at_least(stored.values_list("used", flat=True).first() or 0, most)
        return most

    def clean_most_uses_per_buyer(self) -> int | None:
        most: int | None = self.cleaned_data["most_uses_per_buyer"]
        counters = DiscountBuyer.objects.filter(discount_id=self.instance.pk).order_by("-used")
        _require_at_least(counters.values_list("used", flat=True).first() or 0, most)
        return most


class DiscountProductInline(TabularInline):
    model = DiscountProduct
    fields = ["product"]
    autocomplete_fields = ["product"]
    extra = 0
    hide_title = True
    verbose_name = "product"
    verbose_name_plural = "Only for these products (none: for all)"


@admin.register(Discount)
class DiscountAdmin(ModelAdmin):
    form = DiscountForm
    list_display = ["code", "takes_off", "starts_at", "ends_at", "uses", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["code"]
    readonly_fields = ["used"]
    inlines = [DiscountProductInline]
    fieldsets = [
        (None, {"fields": ["code", "is_active"]}),
        ("What it takes off", {"fields": ["percent", "amount", "minimum"]}),
        ("When", {"fields": ["starts_at", "ends_at"]}),
        ("How often", {"fields": LIMITS}),
    ]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Codes are deleted one by one, on their pages."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return dict(actions)

    def save_model(
        self, request: HttpRequest, obj: Discount, form: forms.ModelForm, change: bool
    ) -> None:
        """Only what was typed is written, so that no counter is set back."""
        if change:
            obj.save(update_fields=form.changed_data)
        else:
            super().save_model(request, obj, form, change)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A code that was used leads back to its page, which says why it stays."""
        discount = self.get_object(request, object_id)
        if discount is not None and DiscountUse.objects.filter(discount=discount).exists():
            self.message_user(request, USED_STAYS.format(discount.code), messages.ERROR)
            return redirect(reverse("admin:orders_discount_change", args=[object_id]))
        page: HttpResponse = super().delete_view(request, object_id, extra_context)
        return page

    @display(description="Takes off")
    def takes_off(self, discount: Discount) -> str:
        if discount.percent is not None:
            return f"{discount.percent.normalize():f} %"
        return money.written(discount.amount or 0)

    @display(description="Used", ordering="used")
    def uses(self, discount: Discount) -> str:
        if discount.most_uses is None:
            return f"{discount.used:,}"
        return f"{discount.used:,} of {discount.most_uses:,}"


def _require_at_least(used: int, most: int | None) -> None:
    if most is not None and most < used:
        raise ValidationError(f"It was used {used} times already. Give at least {used}.")
