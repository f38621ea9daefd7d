"""Sales: drafts are edited here, published ones are run from here."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import TextField
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.dataclasses import UnfoldAction
from unfold.decorators import display
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from flashsale.staff_actions import from_list, from_page
from shop.admin import sale_actions
from shop.admin.sale_figures import COLOURS, UNKNOWN, figures_of
from shop.admin.sale_items import SaleItemInline
from shop.admin.sale_list import SaleChangeList, StateFilter
from shop.admin.sale_terms import terms
from shop.models import Sale, SaleItem

LOCKED = (
    "This sale is published. Shoppers know its address and have holds at its prices, so address,"
    " hold time, extension, products, units and prices stay as they are. Start, end, limits and the"
    " pause after a hold are changed by “Times and limits”, above."
)
WORDS = (None, {"fields": ["title", "slug", "description"]})
TIMES = ["starts_at", "ends_at", "hold_seconds", "extension_seconds", "cooldown_seconds"]
NOW = ["state", "live_stock"]
PAST = ["published_at", "paused_at", "cancelled_at", "settled_at"]


@admin.register(Sale)
class SaleAdmin(ModelAdmin):
    list_display = ["title", "state", "starts_at", "ends_at", "units", "sold", "available", "held"]
    list_filter = [StateFilter]
    search_fields = ["title", "slug"]
    formfield_overrides = {TextField: {"widget": UnfoldAdminExpandableTextareaWidget}}
    inlines = [SaleItemInline]
    actions = [from_list(action) for action in sale_actions.ALL]
    actions_detail = ["publish", "terms", "pause", "resume", "end", "cancel"]

    publish = from_page(sale_actions.PUBLISH)
    pause = from_page(sale_actions.PAUSE)
    resume = from_page(sale_actions.RESUME)
    end = from_page(sale_actions.END)
    cancel = from_page(sale_actions.CANCEL)
    terms = terms

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[SaleChangeList]:
        return SaleChangeList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Drafts are deleted one by one, on their pages."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return dict(actions)

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[UnfoldAction]:
        """Of what this person may do, what makes sense now; the services decide in the end."""
        sale = self.get_object(request, unquote(str(object_id)))
        sensible = sale_actions.sensible_for(sale) if sale is not None else ()
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [
            action
            for action in super().get_actions_detail(request, object_id)
            if action.action_name.removeprefix(prefix) in sensible
        ]

    def get_view_on_site_url(self, obj: Sale | None = None) -> str | None:
        """Shoppers see no drafts."""
        return obj.get_absolute_url() if obj is not None and _is_published(obj) else None

    def has_delete_permission(self, request: HttpRequest, obj: Sale | None = None) -> bool:
        return not _is_published(obj) and super().has_delete_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Sale | None = None) -> list[Any]:
        if not _is_published(obj):
            return [WORDS, ("Time", {"fields": TIMES})]
        return [
            ("Now", {"fields": NOW, "description": LOCKED}),
            WORDS,
            ("Time", {"fields": [*TIMES, *PAST]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Sale | None = None) -> list[str]:
        return ["slug", *TIMES, *NOW, *PAST] if _is_published(obj) else [*NOW, *PAST]

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Sale | None = None
    ) -> dict[str, Any]:
        return {} if _is_published(obj) else {"slug": ["title"]}

    def save_model(
        self, request: HttpRequest, obj: Sale, form: forms.ModelForm, change: bool
    ) -> None:
        """Only what was typed is written: someone may be pausing this sale at the same time."""
        if change:
            obj.save(update_fields=form.changed_data)
        else:
            super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        """The items are stored; staff are told which cost more than without a sale."""
        super().save_related(request, form, formsets, change)
        for item in SaleItem.objects.filter(sale_id=form.instance.pk).select_related(
            "product", "variant"
        ):
            if item.is_above_list_price:
                list_price = item.product.price
                told = f"{item.label}: {item.price} is above its list price of {list_price}."
                self.message_user(request, told, messages.WARNING)

    @display(description="State", label=COLOURS)
    def state(self, sale: Sale) -> str:
        return figures_of(sale).state

    def units(self, sale: Sale) -> int:
        return figures_of(sale).units

    def sold(self, sale: Sale) -> int:
        return figures_of(sale).sold

    @display(description="Free", empty_value=UNKNOWN)
    def available(self, sale: Sale) -> int | None:
        return figures_of(sale).available

    @display(empty_value=UNKNOWN)
    def held(self, sale: Sale) -> int | None:
        return figures_of(sale).held

    @display(description="Stock")
    def live_stock(self, sale: Sale) -> SafeString:
        return format_html_join("", "<p>{}</p>", ((line,) for line in figures_of(sale).lines))


def _is_published(sale: Sale | None) -> bool:
    return sale is not None and sale.published_at is not None
