"""Leaderboards: who bought, in the order of purchase."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from flashsale import clock
from orders.leaderboard import Row, places, rows
from shop.models import Sale
from shop.phases import phase, schedule_of_sale
from shop.selectors.sales import published

BOARDS = 6
ROWS_A_BOARD = 5
ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Board:
    """The first buyers of one sale."""

    sale: Sale
    phase: str
    rows: list[Row]


@require_safe
def leaderboard(request: HttpRequest) -> HttpResponse:
    """The first buyers of the latest sales."""
    started = published().filter(starts_at__lte=clock.now(), places_given__gt=0)
    boards = [
        Board(sale, _phase(sale), rows(places(sale)[:ROWS_A_BOARD]))
        for sale in started.order_by("-starts_at")[:BOARDS]
    ]
    return render(request, "orders/leaderboard.html", {"boards": boards})


@require_safe
def sale_leaderboard(request: HttpRequest, slug: str) -> HttpResponse:
    """All buyers of one sale, the first one first."""
    sale = get_object_or_404(published(), slug=slug)
    page = Paginator(places(sale), ROWS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = rows(page.object_list)  # type: ignore[assignment] # shown, not queried
    context = {"sale": sale, "phase": _phase(sale), "page": page}
    return render(request, "orders/sale_leaderboard.html", context)


def _phase(sale: Sale) -> str:
    """The phase as far as the clock tells it: whether it is final, not whether it is sold out."""
    return phase(schedule_of_sale(sale), now=clock.to_ms(clock.now()), stocks=[None])
