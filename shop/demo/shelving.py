"""Putting the demo catalogue into the shop's database, with its drawn pictures."""

from uuid import NAMESPACE_DNS, UUID, uuid5

from django.core.files.base import ContentFile

from shop.demo.artwork import draw
from shop.demo.catalogue import STORES, DemoProduct, DemoStore
from shop.models import Product, Store, Variant

NAMESPACE = uuid5(NAMESPACE_DNS, "demo.flashsale.example")
PICTURE = Product._meta.get_field("picture")


def demo_id(name: str) -> UUID:
    """The id of the demo record with this name: the same in every demo shop."""
    return uuid5(NAMESPACE, name)


def shelve_store(demo: DemoStore) -> tuple[Store, bool]:
    """The demo store exists and is returned, with whether this call made it.

    One that staff have renamed is known by its id; a store of their own at this slug is used.
    """
    store_id = demo_id(f"store {demo.slug}")
    found = Store.objects.filter(pk=store_id).first()
    found = found or Store.objects.filter(slug=demo.slug).first()
    if found is not None:
        return found, False
    made = Store.objects.create(
        id=store_id, slug=demo.slug, name=demo.name, description=demo.description
    )
    return made, True


def shelve_product(demo: DemoProduct) -> tuple[Product, bool]:
    """The demo product exists in its store, with its variants, and is returned, with whether this
    call made it.

    One that is there keeps its price, its stock and its words; its picture is drawn again where
    the file is gone.
    """
    product_id = demo_id(f"product {demo.slug}")
    found = Product.objects.filter(pk=product_id).first()
    if found is not None:
        _restore_picture(found, demo)
    found = found or Product.objects.filter(slug=demo.slug).first()
    if found is not None:
        _shelve_variants(found, demo)
        return found, False
    store, _ = shelve_store(next(store for store in STORES if store.slug == demo.store))
    made = Product.objects.create(
        id=product_id,
        store=store,
        slug=demo.slug,
        name=demo.name,
        description=demo.description,
        picture=_draw_picture(demo),
        price=demo.price,
        stock=demo.stock,
    )
    _shelve_variants(made, demo)
    return made, True


def variants_of(product: Product, *, demo: DemoProduct) -> dict[str, Variant]:
    """The shelved product's variants by the names that the demo catalogue gives them, even if
    staff have changed them.
    """
    by_id = {variant.pk: variant for variant in product.variants.all()}
    by_name = {variant.name: variant for variant in by_id.values()}
    found = {
        name: by_id.get(_variant_id(demo, name)) or by_name.get(name)
        for name in (variant.name for variant in demo.variants)
    }
    return {name: variant for name, variant in found.items() if variant is not None}


def _variant_id(demo: DemoProduct, name: str) -> UUID:
    return demo_id(f"variant {demo.slug} {name}")


def _shelve_variants(product: Product, demo: DemoProduct) -> None:
    known = variants_of(product, demo=demo)
    for position, variant in enumerate(demo.variants):
        if variant.name not in known:
            Variant.objects.create(
                id=_variant_id(demo, variant.name),
                product=product,
                name=variant.name,
                position=position,
                stock=variant.stock,
            )


def _picture_name(demo: DemoProduct) -> str:
    return f"{PICTURE.upload_to}{demo.slug}.svg"


def _draw_picture(demo: DemoProduct) -> str:
    """The picture is in the shop's storage, and its name there is returned.

    A file of this name from an earlier shop goes first: a storage would give the second one
    another name, and no picture would have the address that it had before.
    """
    name = _picture_name(demo)
    if PICTURE.storage.exists(name):
        PICTURE.storage.delete(name)
    return str(PICTURE.storage.save(name, ContentFile(draw(demo).encode())))


def _restore_picture(product: Product, demo: DemoProduct) -> None:
    name = _picture_name(demo)
    if product.picture.name == name and not PICTURE.storage.exists(name):
        _draw_picture(demo)
