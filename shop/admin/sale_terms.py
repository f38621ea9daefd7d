"""The page on which staff move a published sale, and change its limits and its pause."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSplitDateTimeWidget

from flashsale.staff_actions import Outcome, attempt, change_page, object_or_404
from shop.models import Sale, SaleItem
from shop.models.sales import LONGEST_COOLDOWN_SECONDS
from shop.running import change_cooldown, change_limit, reschedule


class TermsForm(forms.Form):
    """When the sale runs, who pauses how long, and how many of each item one buyer may have."""

    starts_at = forms.SplitDateTimeField(label="Start", widget=UnfoldAdminSplitDateTimeWidget)
    ends_at = forms.SplitDateTimeField(
        label="End",
        required=False,
        widget=UnfoldAdminSplitDateTimeWidget,
        help_text="Leave empty for a standing sale.",
    )
    cooldown_seconds = forms.IntegerField(
        label="Pause after a hold",
        required=False,
        min_value=0,
        max_value=LONGEST_COOLDOWN_SECONDS,
        error_messages={"max_value": "An hour at most."},
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="Seconds until who let a hold go, or let it run out, may hold again. 0: none."
        " Left empty, it stays as it is.",
    )

    def __init__(self, sale: Sale, *, data: Any = None) -> None:
        names = ("starts_at", "ends_at", "cooldown_seconds")
        super().__init__(data, initial={name: getattr(sale, name) for name in names})
        self.sale = sale
        self.items: dict[str, SaleItem] = {}
        items = SaleItem.objects.filter(sale_id=sale.pk)
        for item in items.select_related("product", "variant", "sale"):
            name = f"limit_{item.pk}"
            self.items[name] = item
            self.fields[name] = forms.IntegerField(
                label=f"Limit per buyer: {item.label}",
                min_value=1,
                error_messages={"min_value": "A buyer must be allowed at least one unit."},
                initial=item.limit_per_buyer,
                widget=UnfoldAdminIntegerFieldWidget,
            )

    def apply(self) -> list[Outcome]:
        """What was changed is done by the services, one after the other, up to a refusal."""
        outcomes = []
        for thing, service in self._changes():
            outcomes.append(attempt(thing, service))
            if not outcomes[-1].is_stored:
                break
        return outcomes

    def _changes(self) -> list[tuple[Any, Any]]:
        changes: list[tuple[Any, Any]] = []
        # The page shows whole seconds; a time that was not touched keeps its milliseconds.
        times = {
            name: self.cleaned_data[name] if name in self.changed_data else getattr(self.sale, name)
            for name in ("starts_at", "ends_at")
        }
        if {"starts_at", "ends_at"} & set(self.changed_data):
            changes.append((self.sale, partial(reschedule, **times)))
        pause = self.cleaned_data["cooldown_seconds"]
        if pause is not None and "cooldown_seconds" in self.changed_data:
            changes.append((self.sale, partial(change_cooldown, cooldown_seconds=pause)))
        for name, item in self.items.items():
            if name in self.changed_data:
                limit = self.cleaned_data[name]
                changes.append((item, partial(change_limit, limit_per_buyer=limit)))
        return changes


@action(description="Times and limits", permissions=["change"], url_path="terms", icon="schedule")
def terms(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The sale runs, and is limited, as staff typed; or the page says why it can't be."""
    sale: Any = object_or_404(model_admin, request, object_id)
    page = change_page(model_admin, sale)
    form = TermsForm(sale, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcomes = form.apply()
        stored = [outcome for outcome in outcomes if outcome.is_stored]
        if stored:
            model_admin.log_change(request, sale, f"Changed {', '.join(form.changed_data)}")
        if len(stored) == len(outcomes):
            for problem in {outcome.problem for outcome in stored if outcome.problem}:
                model_admin.message_user(request, f"{sale}: {problem}", messages.WARNING)
            model_admin.message_user(request, f"{sale} has its new terms.", messages.SUCCESS)
            return redirect(page)
        form.add_error(None, outcomes[-1].problem)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Times and limits",
        "opts": model_admin.opts,
        "original": sale,
        "form": form,
        "media": form.media,
        "back": page,
    }
    return TemplateResponse(request, "admin/shop/sale/terms.html", context)
