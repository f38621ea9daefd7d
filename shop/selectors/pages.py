"""What stands where on the pages that show several sales."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from flashsale import clock
from shop.models import Product, Sale, SaleItem
from shop.phases import Phase
from shop.presentation import ItemView, SaleView
from shop.selectors import sales
from shop.selectors.sale_views import sale_views

MOST_ON_HOME = 6


@dataclass(frozen=True, slots=True)
class Board:
    """Sales by phase. `live` are all that run, whether or not anything can be had."""

    live: list[SaleView]
    upcoming: list[SaleView]
    ended: list[SaleView]

    @property
    def stock_known(self) -> bool:
        return all(view.stock_known for view in (*self.live, *self.upcoming))


@dataclass(frozen=True, slots=True)
class Front:
    """The home page: one live sale large, others that run, and those to come."""

    hero: SaleView | None
    live: list[SaleView]
    upcoming: list[SaleView]

    @property
    def stock_known(self) -> bool:
        hero = [] if self.hero is None else [self.hero]
        return all(view.stock_known for view in (*hero, *self.live, *self.upcoming))


def board(*, buyer: UUID | None) -> Board:
    """Every sale that runs or comes, and the latest that are over."""
    now = clock.now()
    found = [*sales.running(now=now), *sales.upcoming(now=now), *sales.ended(now=now)]
    views = sale_views(found, buyer=buyer)
    return Board(
        live=[view for view in views if view.phase.is_running],
        upcoming=[view for view in views if view.phase is Phase.UPCOMING],
        ended=[view for view in views if view.phase is Phase.ENDED],
    )


def front(*, buyer: UUID | None) -> Front:
    """The sale that is live and ends first is the hero, a standing one only if there is no other.

    Sales that are paused or sold out are shown, but never as the hero.
    """
    now = clock.now()
    found = [
        *sales.running(now=now, most=MOST_ON_HOME), *sales.upcoming(now=now, most=MOST_ON_HOME)
    ]  # fmt: skip
    views = sale_views(found, buyer=buyer)
    # Standing sales come last in `running`, so the first that is live is the right one.
    hero = next((view for view in views if view.phase is Phase.LIVE), None)
    others = [view for view in views if view.phase.is_running and view is not hero]
    return Front(
        hero=hero,
        live=others[:MOST_ON_HOME],
        upcoming=[view for view in views if view.phase is Phase.UPCOMING],
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """What the database knows of a product: itself with its store, the sales that offer it, and
    all that these sales offer, by sale.
    """

    product: Product
    sales: list[Sale]
    items: dict[UUID, list[SaleItem]]


def offered(slug: str) -> Offered | None:
    """The product with this slug, and the sales that offer it now or later; None without one."""
    return _offered(Product.objects.filter(slug=slug))


def offered_by_id(product_id: UUID) -> Offered | None:
    """The product with this id, as `offered`."""
    return _offered(Product.objects.filter(pk=product_id))


def _offered(named: QuerySet[Product]) -> Offered | None:
    product = named.select_related("store").first()
    if product is None:
        return None
    found = sales.offering(product, now=clock.now())
    return Offered(product, found, sales.items_of(found))


def offers(of: Offered, *, buyer: UUID | None) -> list[tuple[SaleView, ItemView]]:
    """Each sale that offers the product now or later, with its item; what runs comes first."""
    views = sale_views(sales.by_turn(of.sales, now=clock.now()), buyer=buyer, items=of.items)
    return [
        (view, item)
        for view in views
        for item in view.items
        if view.phase is not Phase.ENDED and item.item.product_id == of.product.pk
    ]
