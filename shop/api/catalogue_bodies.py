"""Stores and products as programs see them."""

from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from ninja import Schema
from pydantic import Field

from flashsale.api.values import Money
from shop.models import Product, Store, Variant


class StoreBody(Schema):
    id: UUID
    name: str = Field(examples=["Kilnmoor"])
    slug: str = Field(examples=["kilnmoor"])
    description: str
    url: str = Field(description="The store's page.")


class StoreRef(Schema):
    """Which store it is."""

    id: UUID
    name: str = Field(examples=["Kilnmoor"])
    slug: str = Field(examples=["kilnmoor"])


class ProductBody(Schema):
    id: UUID
    name: str = Field(examples=["Speckled mug"])
    slug: str = Field(examples=["speckled-mug"])
    description: str
    price: Money = Field(description="The list price.")
    currency: str = Field(examples=["EUR"])
    picture: str | None
    url: str = Field(description="The product's page.")
    store: StoreRef


class VariantBody(Schema):
    """A size or colour."""

    id: UUID
    name: str = Field(examples=["42"])
    stock: int = Field(description="Units that no sale has taken.", examples=[50])


class ManagedProductBody(ProductBody):
    """A product as whoever manages it sees it."""

    stock: int = Field(
        description="Units that no sale has taken. Of one that has variants, theirs count.",
        examples=[200],
    )
    variants: list[VariantBody]


def store_body(store: Store) -> StoreBody:
    return StoreBody(
        id=store.pk,
        name=store.name,
        slug=store.slug,
        description=store.description,
        url=page_of(store),
    )


def product_body(product: Product) -> ProductBody:
    """The product, with its store loaded."""
    store = product.store
    return ProductBody(
        id=product.pk,
        name=product.name,
        slug=product.slug,
        description=product.description,
        price=product.price,
        currency=settings.CURRENCY,
        picture=_absolute(product.picture.url) if product.picture else None,
        url=page_of(product),
        store=StoreRef(id=store.pk, name=store.name, slug=store.slug),
    )


def managed_product_body(product: Product) -> ManagedProductBody:
    """The same with its stock, and that of its variants. One query."""
    return ManagedProductBody(
        **product_body(product).dict(),
        stock=product.stock,
        variants=[_variant_body(variant) for variant in product.variants.all()],
    )


def page_of(thing: Model) -> str:
    """The address of its page."""
    return _absolute(str(thing.get_absolute_url()))  # type: ignore[attr-defined]


def _variant_body(variant: Variant) -> VariantBody:
    return VariantBody(id=variant.pk, name=variant.name, stock=variant.stock)


def _absolute(path: str) -> str:
    return urljoin(str(settings.SITE_URL), path)
