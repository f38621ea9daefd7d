"""Which item a program means that names a product."""

import pytest

from shop.errors import NoSuchItem, SeveralItems
from shop.selectors.offered_items import item_offering
from shop.tests.factories import HOUR, ProductFactory, SaleItemFactory, item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_product_is_what_runs_before_it_is_what_comes() -> None:
    product = ProductFactory()
    coming = item_of(published_sale(product=product, starts_in=HOUR, ends_in=2 * HOUR))
    assert item_offering(product.pk) == coming

    running = item_of(published_sale(product=product))

    assert item_offering(product.pk) == running
    published_sale(product=product)
    with pytest.raises(SeveralItems):
        item_offering(product.pk)


def test_a_product_in_a_draft_only_is_not_offered() -> None:
    draft = SaleItemFactory()

    with pytest.raises(NoSuchItem):
        item_offering(draft.product_id)
