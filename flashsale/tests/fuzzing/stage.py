"""What there is to ask about, made within a shop's own process.

    manage.py shell --no-imports -c "from flashsale.tests.fuzzing.stage import tell; tell()"

Each call makes everything anew, so that what one role ended or bought up is there for the next.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from decimal import Decimal
from secrets import token_hex

from django.db.models import Model

from accounts.api_keys import make_key
from accounts.models import User
from accounts.tests.factories import PASSWORD
from flashsale import clock
from inventory import api as inventory
from orders.models import Discount
from orders.tests.buying import placed_order
from shop.models import Product, Sale, SaleItem, Store
from shop.publishing import publish
from shop.tests.factories import HOUR, MINUTE

UNITS = 5_000
LIMIT = 1_000
PRODUCTS_OF_A_STORE = 4
SALES_TO_END = 12
NEWCOMERS = 60
CODE = "TENOFF"


@dataclass(frozen=True, slots=True)
class Stage:
    """Who can sign in, by role, all with `password`; `known` values, by what they are of."""

    emails: dict[str, str]
    password: str
    key: dict[str, str]
    known: dict[str, list[str]]


def tell() -> None:
    """A new stage is there; what it is was printed as JSON."""
    print(json.dumps(asdict(build())))  # noqa: T201 - what the caller reads


def build() -> Stage:
    """A new stage is there."""
    people = {role: _person(role) for role in ("shopper", "owner", "rival")}
    people["staff"] = _person("staff", make=User.objects.create_superuser)
    shelves = [_shelf(people[role]) for role in ("owner", "rival")]
    live = [shelf.sale() for shelf in shelves for _ in range(2)]
    live += [shelf.sale(first=2) for shelf in shelves]
    several = [shelf.sale(products=2) for shelf in shelves]
    to_end = [shelves[0].sale() for _ in range(SALES_TO_END)]
    upcoming = [shelf.sale(starts_in=HOUR) for shelf in shelves]
    drafts = [shelf.sale(published=False) for shelf in shelves]
    orders = [placed_order(sale, buyer=each, units=1) for sale in live for each in people.values()]
    for item in _items_of(live):
        for person in people.values():
            inventory.reserve(item.pk, buyer=person.pk, units=1)
    Discount.objects.get_or_create(code=CODE, defaults={"percent": Decimal(10)})
    made = make_key(people["shopper"], name="Fuzzer", scopes=["read", "buy", "manage"])
    return Stage(
        emails={role: person.email for role, person in people.items()},
        password=PASSWORD,
        key={"id": str(made.key.pk), "secret": made.secret},
        known={
            "email": [person.email for person in people.values()],
            "new email": [f"{token_hex(8)}@example.com" for _ in range(NEWCOMERS)],
            "password": [PASSWORD],
            "code": [CODE],
            "store": _ids(shelf.store for shelf in shelves),
            "product": _ids(product for shelf in shelves for product in shelf.products),
            "item": _ids(_items_of(live + several)),
            "sale": _ids(live + several + upcoming),
            "to start": _ids(drafts + upcoming),
            "to end": _ids(to_end),
            "order": _ids(orders),
        },
    )


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A store and its products, and sales of them."""

    store: Store
    products: list[Product] = field(default_factory=list)

    def sale(
        self,
        *,
        first: int = 0,
        products: int = 1,
        starts_in: timedelta = -MINUTE,
        published: bool = True,
    ) -> Sale:
        sale = Sale.objects.create(
            title=f"Sale {token_hex(3)}",
            slug=f"sale-{token_hex(8)}",
            starts_at=clock.now() + starts_in,
            ends_at=clock.now() + 3 * HOUR,
            cooldown_seconds=0,
        )
        for product in self.products[first : first + products]:
            SaleItem.objects.create(
                sale=sale, product=product, price=Decimal(80), units=UNITS, limit_per_buyer=LIMIT
            )
        if published:
            publish(sale)
        return sale


def _person(role: str, *, make: Callable[..., User] = User.objects.create_user) -> User:
    name = f"{role}-{token_hex(4)}"
    return make(f"{name}@example.com", name, PASSWORD)


def _shelf(owner: User) -> _Shelf:
    slug = f"store-{token_hex(8)}"
    store = Store.objects.create(name=owner.name, slug=slug, owner=owner)
    shelf = _Shelf(store)
    for number in range(PRODUCTS_OF_A_STORE):
        product = Product.objects.create(
            store=store,
            name=f"Lamp {number}",
            slug=f"lamp-{number}-{token_hex(8)}",
            price=Decimal(100),
            stock=1_000_000,
        )
        shelf.products.append(product)
    return shelf


def _items_of(sales: list[Sale]) -> list[SaleItem]:
    return list(SaleItem.objects.filter(sale__in=sales))


def _ids(things: Iterable[Model]) -> list[str]:
    return [str(thing.pk) for thing in things]
