"""Stores."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from flashsale.api.answers import answers
from flashsale.api.errors import NotFound
from flashsale.api.paging import Page, Paging, paged
from shop.api.catalogue_bodies import StoreBody, store_body
from shop.models import Store

router = Router(tags=["Stores"])


@router.get(
    "",
    response=answers(Page[StoreBody]),
    operation_id="list_stores",
    summary="All stores",
)
def list_stores(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The stores, by name."""
    found = Store.objects.order_by("name", "pk")
    return paged(found, paging, shown=lambda stores: list(map(store_body, stores)))


@router.get(
    "{uuid:id}",
    response=answers(StoreBody, 404),
    operation_id="store",
    summary="One store",
)
def store(request: HttpRequest, id: UUID) -> StoreBody:  # noqa: A002
    """The store. Its products: `GET products?store=<slug>`."""
    return store_body(store_with(id))


def store_with(store_id: UUID) -> Store:
    """Raises NotFound."""
    found = Store.objects.filter(pk=store_id).first()
    if found is None:
        raise NotFound
    return found
