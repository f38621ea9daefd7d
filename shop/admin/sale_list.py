"""The list of sales: its filter by state, and the figures of the page that is shown."""

from collections.abc import Iterable

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.views import ChangeList

from flashsale import clock
from shop.admin.sale_figures import with_figures
from shop.models import Sale


class SaleChangeList(ChangeList):
    result_list: Iterable[Sale]

    def get_results(self, request: HttpRequest) -> None:
        """The page's sales have their figures: one query and one question to Redis a page."""
        super().get_results(request)
        self.result_list = with_figures(self.result_list)


class StateFilter(admin.SimpleListFilter):
    """Where a sale's times put it; what depends on its stock (sold out) is not told apart."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        names = ("draft", "upcoming", "running", "ended", "cancelled")
        return [(name, name.capitalize()) for name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = clock.now()
        going = queryset.filter(published_at__isnull=False, cancelled_at__isnull=True)
        choices = {
            "draft": queryset.filter(published_at__isnull=True),
            "upcoming": going.filter(starts_at__gt=now),
            "running": going.filter(
                Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now
            ),
            "ended": going.filter(ends_at__lte=now),
            "cancelled": queryset.filter(cancelled_at__isnull=False),
        }
        return choices.get(self.value() or "", queryset)
