"""Sales by phase, for programs: those that can't be told by the clock alone, by their stock too."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from shop.models import Sale
from shop.phases import Phase
from shop.presentation import SaleView
from shop.selectors.sale_views import sale_views
from shop.selectors.sales import by_turn, coming, going, published


def sales_in(phase: Phase | None, *, now: datetime) -> QuerySet[Sale] | Sequence[Sale]:
    """The published sales in this phase, or all; in the order in which people want them.

    Running ones as `by_turn`, upcoming ones by their start, others the latest first.
    """
    if phase is None:
        return published().order_by("-starts_at", "pk")
    if phase is Phase.UPCOMING:
        return coming(now=now).order_by("starts_at", "pk")
    if phase is Phase.ENDED:
        # Cancelling a sale sets its end.
        return published().filter(ends_at__lte=now).order_by("-ends_at", "pk")
    return [view.sale for view in running_views(buyer=None, now=now) if view.phase is phase]


def running_views(*, buyer: UUID | None, now: datetime) -> list[SaleView]:
    """Every sale that has started and not ended; those in which something may be had are first."""
    views = sale_views(by_turn(going(now=now), now=now), buyer=buyer)
    return sorted(
        (view for view in views if view.phase.is_running),
        key=lambda view: view.phase is not Phase.LIVE,
    )
