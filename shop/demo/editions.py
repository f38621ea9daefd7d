"""New demo products: one of the catalogue's in colours that it has not had yet."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from django.db import IntegrityError

from shop.demo.artwork import PALETTES
from shop.demo.catalogue import PRODUCTS, DemoProduct
from shop.demo.shelving import shelve_product
from shop.models import Product


def shelve_new_product(*, stock: int) -> Product:
    """A product that was not there before exists, with `stock` units and a picture of its own."""
    taken = set(Product.objects.values_list("slug", flat=True))
    for demo in _editions(stock=stock):
        if demo.slug in taken:
            continue
        try:
            product, is_new = shelve_product(demo)
        except IntegrityError:
            # Another process made this very one since we looked.
            continue
        if is_new:
            return product
    raise AssertionError("The editions never end.")


def _editions(*, stock: int) -> Iterator[DemoProduct]:
    """Each product in each other palette, then all again as No. 2, No. 3 and so on."""
    for edition in count(1):
        for palette in PALETTES:
            for base in PRODUCTS:
                if base.palette != palette:
                    yield _edition(base, palette=palette, edition=edition, stock=stock)


def _edition(base: DemoProduct, *, palette: str, edition: int, stock: int) -> DemoProduct:
    colour = palette.replace("-", " ")
    is_first = edition == 1
    return replace(
        base,
        slug=f"{base.slug}-in-{palette}" + ("" if is_first else f"-{edition}"),
        name=f"{base.name} in {colour.title()}" + ("" if is_first else f", No. {edition}"),
        description=f"The {base.name}, made once more in {colour}, in a small number.",
        palette=palette,
        stock=stock,
        variants=(),
    )
