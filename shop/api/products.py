"""Products: found and shown."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from flashsale import clock
from flashsale.api.answers import answers
from flashsale.api.errors import Invalid, NotFound
from flashsale.api.paging import Page, Paging, paged
from shop import trending
from shop.api.asked import LimitingPrice
from shop.api.catalogue_bodies import ProductBody, product_body
from shop.api.sale_bodies import ItemBody, SaleRef, item_body, sale_ref
from shop.forms import LONGEST_QUERY, SearchForm
from shop.product_pages.facts import offered_by_id
from shop.selectors import catalogue, pages
from shop.selectors.searching import Offering, Sorting, found
from shop.visitors import visitor_of

router = Router(tags=["Products"])

MOST_TRENDING = 3


class Wanted(Paging):
    """Which products; without any of these, all."""

    q: str = Field("", max_length=LONGEST_QUERY, description="Words that all have to be there.")
    store: str = Field("", max_length=80, description="The slug of a store.")
    sale: Offering | None = Field(None, description="In a sale that runs now, or that comes.")
    price_from: LimitingPrice | None = None
    price_to: LimitingPrice | None = None
    sort: Sorting = Sorting.NAME


class OfferBody(Schema):
    """An item, and the sale that offers it now or later."""

    sale: SaleRef
    item: ItemBody


class ShownProductBody(ProductBody):
    """A product with its offers; those of running sales are first."""

    offers: list[OfferBody]


class TrendingBody(Schema):
    items: list[ProductBody]


@router.get(
    "",
    response=answers(Page[ProductBody]),
    operation_id="list_products",
    summary="Find products",
)
def list_products(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """The products that have all the words and are as was asked for."""
    form = SearchForm(wanted.dict(exclude={"page", "limit"}))
    if form.errors:
        raise Invalid(
            fields={name: [str(told) for told in form.errors[name]] for name in form.errors}
        )
    looked_at = trending.top() if wanted.sort is Sorting.TRENDING else []
    products = found(form.search(), trending=looked_at, now=clock.now())
    return paged(products, wanted, shown=lambda some: list(map(product_body, some)))


@router.get(
    "trending",
    response=answers(TrendingBody),
    operation_id="trending",
    summary="The three that are looked at most",
)
def list_trending(request: HttpRequest) -> TrendingBody:
    """The products that people looked at most; a view counts half with each hour that passes."""
    top = catalogue.first_of(trending.top(), most=MOST_TRENDING)
    return TrendingBody(items=list(map(product_body, top)))


@router.get(
    "{uuid:id}",
    response=answers(ShownProductBody, 404),
    operation_id="product",
    summary="One product, with its offers",
)
def product(request: HttpRequest, response: HttpResponse, id: UUID) -> ShownProductBody:  # noqa: A002
    """The product, from Redis where it is there (`X-Cache: hit`, else `miss`), and the live count
    of all that offers it. A view is counted, as on its page.
    """
    lookup = offered_by_id(id)
    if lookup.found is None:
        raise NotFound
    trending.count_view(id, visitor=visitor_of(request))
    response["X-Cache"] = "hit" if lookup.was_kept else "miss"
    offers = pages.offers(lookup.found, buyer=None)
    return ShownProductBody(
        **product_body(lookup.found.product).dict(),
        offers=[OfferBody(sale=sale_ref(view), item=item_body(item)) for view, item in offers],
    )
