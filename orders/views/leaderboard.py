"""Leaderboards: who bought, in the order of purchase."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from flashsale import clock
from orders.leaderboard import Row, places, rows_by_sale
from shop.models import Sale, SaleItem
from shop.phases import Phase, phase, schedule_of_sale
from shop.selectors.sales import published

BOARDS = 6
ROWS_A_BOARD = 5
ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Board:
    """The first buyers of one sale."""

    sale: Sale
    phase: Phase
    rows: list[Row]


@require_safe
def leaderboard(request: HttpRequest) -> HttpResponse:
    """The first buyers of the latest sales."""
    started = published().filter(starts_at__lte=clock.now(), places_given__gt=0)
    sales = list(started.order_by("-starts_at")[:BOARDS])
    phases = _phases(sales)
    rows = rows_by_sale([place for sale in sales for place in places(sale)[:ROWS_A_BOARD]])
    boards = [Board(sale, phases[sale.pk], rows.get(sale.pk, [])) for sale in sales]
    return render(request, "orders/leaderboard.html", {"boards": boards})


@require_safe
def sale_leaderboard(request: HttpRequest, slug: str) -> HttpResponse:
    """All buyers of one sale, the first one first."""
    sale = get_object_or_404(published(), slug=slug)
    page = Paginator(places(sale), ROWS_A_PAGE).get_page(request.GET.get("page"))
    shown = rows_by_sale(page.object_list).get(sale.pk, [])
    page.object_list = shown  # type: ignore[assignment] # shown, not queried
    context = {"sale": sale, "phase": _phases([sale])[sale.pk], "page": page}
    return render(request, "orders/sale_leaderboard.html", context)


def _phases(sales: Sequence[Sale]) -> dict[UUID, Phase]:
    """sale id → its phase as far as the database tells it.

    Sold out is here what was paid: what is still held may come back, and who gets it then is a
    new buyer on the board.
    """
    now = clock.to_ms(clock.now())
    unsold = set(
        SaleItem.objects.filter(
            sale_id__in=[sale.pk for sale in sales], sold__lt=F("units") - F("returned_units")
        ).values_list("sale_id", flat=True)
    )
    phases = {}
    for sale in sales:
        found = phase(schedule_of_sale(sale), now=now, stocks=[None])
        is_sold_out = found is Phase.LIVE and sale.pk not in unsold
        phases[sale.pk] = Phase.SOLD_OUT if is_sold_out else found
    return phases
