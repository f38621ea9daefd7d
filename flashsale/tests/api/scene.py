"""Who calls the API in the table of roles, and what there is to call it about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from accounts import refresh_tokens
from accounts.models import User
from accounts.tests.factories import UserFactory
from accounts.tests.programs import key_of
from inventory import api as inventory
from orders.tests.buying import placed_order
from orders.tests.discounting import discount_of
from shop.models import Product, Sale, SaleItem, Store
from shop.publishing import publish
from shop.tests.factories import ProductFactory, SaleFactory, SaleItemFactory, StoreFactory

CODE = "SPRING"


@dataclass(frozen=True, slots=True)
class Thing:
    """What a call is about: the id in its address, or what its body names."""

    pk: UUID | None = None
    named: str = ""


@dataclass
class Scene:
    """Six people and two stores. What a call could use up is made for each call anew."""

    people: dict[str, User | None] = field(
        default_factory=lambda: {
            "nobody": None,
            "shopper": UserFactory(),
            "owner": UserFactory(),
            "rival": UserFactory(),
            "clerk": UserFactory(is_staff=True),
            "staff": UserFactory(staff=True),
        }
    )
    store: Store = field(init=False)
    other_store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = StoreFactory(owner=self.people["owner"])
        self.other_store = StoreFactory(owner=self.people["rival"])
        discount_of(CODE)

    def thing(self, name: str, caller: User | None) -> Thing:
        """What the table calls so. What is the caller's own is the owner's where nobody calls."""
        return THINGS[name](self, caller or self.owner)

    @property
    def owner(self) -> User:
        return self._person("owner")

    @property
    def staff(self) -> User:
        return self._person("staff")

    def _person(self, role: str) -> User:
        person = self.people[role]
        assert person is not None
        return person

    def product(self, *, store: Store | None = None) -> Product:
        return ProductFactory(store=store or self.store)

    def draft(self, *, of: int = 1) -> Sale:
        """Of one store, or of both."""
        sale: Sale = SaleFactory()
        for store in (self.store, self.other_store)[:of]:
            SaleItemFactory(sale=sale, product=self.product(store=store))
        return sale

    def sale(self, *, of: int = 1) -> Sale:
        sale = self.draft(of=of)
        publish(sale)
        return sale

    def item(self) -> SaleItem:
        return SaleItem.objects.get(sale=self.sale())

    def held(self, buyer: User) -> SaleItem:
        item = self.item()
        inventory.reserve(item.pk, buyer=buyer.pk, units=1)
        return item


def _order(scene: Scene, buyer: User) -> Thing:
    return Thing(placed_order(scene.sale(), buyer=buyer, units=1).pk)


def _product_on_sale(scene: Scene, caller: User) -> Thing:
    return Thing(named=str(scene.item().product_id))


def _products_of_both(scene: Scene, caller: User) -> Thing:
    stores = (scene.store, scene.other_store)
    return Thing(named=" ".join(str(scene.product(store=store).pk) for store in stores))


THINGS: dict[str, Callable[[Scene, User], Thing]] = {
    "-": lambda scene, caller: Thing(),
    "new-token": lambda scene, caller: Thing(named=refresh_tokens.start_family(caller).token),
    "own-key": lambda scene, caller: Thing(key_of(caller).key.pk),
    "strangers-key": lambda scene, caller: Thing(key_of(UserFactory()).key.pk),
    "store": lambda scene, caller: Thing(scene.store.pk, str(scene.store.pk)),
    "product": lambda scene, caller: Thing(product := scene.product().pk, str(product)),
    "products-of-both": _products_of_both,
    "product-on-sale": _product_on_sale,
    "sale": lambda scene, caller: Thing(scene.sale().pk),
    "sale-of-both": lambda scene, caller: Thing(scene.sale(of=2).pk),
    "draft": lambda scene, caller: Thing(scene.draft().pk),
    "draft-of-both": lambda scene, caller: Thing(scene.draft(of=2).pk),
    "item": lambda scene, caller: Thing(item := scene.item().pk, str(item)),
    "own-hold": lambda scene, caller: Thing(scene.held(caller).pk, CODE),
    "own-order": _order,
    "strangers-order": lambda scene, caller: _order(scene, UserFactory()),
}
