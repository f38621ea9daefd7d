"""What the demo shop promises: four stores, 28 products, and a picture of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from shop.demo.artwork import MOTIFS, PALETTES, draw
from shop.demo.catalogue import PRODUCTS, STORES, DemoProduct

SVG = "{http://www.w3.org/2000/svg}"

each_product = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.slug)


def parse(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)  # noqa: S314 - it was drawn here, not sent by anyone


def test_four_stores_have_seven_products_each() -> None:
    assert len({store.slug for store in STORES}) == len(STORES) == 4
    assert Counter(product.store for product in PRODUCTS) == {store.slug: 7 for store in STORES}


def test_every_product_has_its_own_slug_and_name() -> None:
    assert len({product.slug for product in PRODUCTS}) == len(PRODUCTS) == 28
    assert len({product.name for product in PRODUCTS}) == 28


def test_prices_run_from_18_to_680_in_whole_cents() -> None:
    prices = [product.price for product in PRODUCTS]
    assert (min(prices), max(prices)) == (Decimal("18.00"), Decimal("680.00"))
    assert {price.as_tuple().exponent for price in prices} == {-2}


def test_every_product_has_between_150_and_900_units() -> None:
    units = {
        product.slug: product.stock + sum(variant.stock for variant in product.variants)
        for product in PRODUCTS
    }
    assert [slug for slug in units if not 150 <= units[slug] <= 900] == []


def test_every_motif_and_every_palette_is_used() -> None:
    assert {product.motif for product in PRODUCTS} == set(MOTIFS)
    assert {product.palette for product in PRODUCTS} == set(PALETTES)


@each_product
def test_a_picture_is_well_formed_svg_in_portrait(product: DemoProduct) -> None:
    root = parse(draw(product))
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 800 1000"


@each_product
def test_a_picture_is_named_after_its_product_and_shows_no_other_text(product: DemoProduct) -> None:
    root = parse(draw(product))
    assert [element.text for element in root.iter() if element.text] == [product.name]
    assert root[0].tag == f"{SVG}title"


@each_product
def test_a_picture_weighs_less_than_12_kb(product: DemoProduct) -> None:
    assert len(draw(product).encode()) < 12_000


@each_product
def test_a_picture_runs_nothing_and_loads_nothing(product: DemoProduct) -> None:
    root = parse(draw(product))
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {
        *("svg", "title", "defs", "g", "path", "rect", "circle", "ellipse"),
        *("linearGradient", "stop", "clipPath", "filter", "feGaussianBlur"),
    }
    attributes = [pair for element in root.iter() for pair in element.attrib.items()]
    assert [name for name, _ in attributes if "href" in name or name.startswith("on")] == []
    urls = {value for _, value in attributes if "url(" in value}
    assert {url for url in urls if not url.startswith(f"url(#{product.slug}-")} == set()


@each_product
def test_every_fill_that_a_picture_refers_to_is_defined_in_it(product: DemoProduct) -> None:
    root = parse(draw(product))
    defined = {f"url(#{element.get('id')})" for element in root.iter() if element.get("id")}
    used = {
        value for element in root.iter() for value in element.attrib.values() if "url(" in value
    }
    assert used == defined


@each_product
def test_drawing_twice_gives_the_same_bytes(product: DemoProduct) -> None:
    assert draw(product).encode() == draw(product).encode()


def test_no_two_pictures_are_equal_even_under_one_name() -> None:
    pictures = {draw(replace(product, slug="one", name="One")) for product in PRODUCTS}
    assert len(pictures) == 28


def test_a_name_with_markup_in_it_is_escaped() -> None:
    picture = draw(replace(PRODUCTS[0], name="Salt & <Pepper>"))
    assert "<title>Salt &amp; &lt;Pepper&gt;</title>" in picture


@pytest.mark.parametrize(
    "product",
    [replace(PRODUCTS[0], motif="anvil"), replace(PRODUCTS[0], palette="vermilion")],
    ids=["motif", "palette"],
)
def test_an_unknown_motif_or_palette_is_refused(product: DemoProduct) -> None:
    with pytest.raises(KeyError):
        draw(product)
