"""Sales: found and shown."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from accounts.api.ways_in import Scope, caller, ways_in
from accounts.models import User
from flashsale import clock
from flashsale.api.answers import answers
from flashsale.api.errors import NotFound
from flashsale.api.paging import Page, Paging, paged
from shop.api.sale_bodies import SaleBody, sale_body
from shop.managing import may_manage, stores_of
from shop.models import Sale
from shop.phases import Phase
from shop.selectors.sale_lists import running_views, sales_in
from shop.selectors.sale_views import sale_views

router = Router(tags=["Sales"])


class SalesWanted(Paging):
    phase: Phase | None = Field(None, description="Only sales in this phase.")


@router.get(
    "",
    auth=ways_in(Scope.READ),
    response=answers(Page[SaleBody], 401, 403),
    operation_id="list_sales",
    summary="Sales, with their live stock",
)
def list_sales(request: HttpRequest, wanted: Query[SalesWanted]) -> dict[str, Any]:
    """Every published sale, or those in one phase. Each with its items, their live count, and what
    you hold of them.
    """
    found = sales_in(wanted.phase, now=clock.now())
    return paged(found, wanted, shown=partial(_bodies, buyer=caller(request).pk))


@router.get(
    "active",
    auth=ways_in(Scope.READ),
    response=answers(Page[SaleBody], 401, 403),
    operation_id="list_active_sales",
    summary="Sales that run now",
)
def list_active_sales(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Every sale that has started and not ended: live ones first, those that end first before
    standing ones; then those that are sold out or paused.
    """
    views = running_views(buyer=caller(request).pk, now=clock.now())
    return paged(views, paging, shown=lambda some: list(map(sale_body, some)))


@router.get(
    "{uuid:id}",
    auth=ways_in(Scope.READ),
    response=answers(SaleBody, 401, 403, 404),
    operation_id="sale",
    summary="One sale, with its live stock",
)
def sale(request: HttpRequest, id: UUID) -> SaleBody:  # noqa: A002
    """The sale. A draft is only there for those who manage it."""
    user = caller(request)
    found = sale_with(id)
    if found.published_at is None and not _may_see_draft(user, found):
        raise NotFound
    return shown_sale(found, user=user)


def sale_with(sale_id: UUID) -> Sale:
    """Raises NotFound."""
    found = Sale.objects.filter(pk=sale_id).first()
    if found is None:
        raise NotFound
    return found


def shown_sale(found: Sale, *, user: User) -> SaleBody:
    """The sale as this user sees it."""
    return _bodies([found], buyer=user.pk)[0]


def _bodies(sales: list[Sale], *, buyer: UUID) -> list[SaleBody]:
    return [sale_body(view) for view in sale_views(sales, buyer=buyer)]


def _may_see_draft(user: User, draft: Sale) -> bool:
    return may_manage(user, stores_of(draft), permission="shop.view_sale")
