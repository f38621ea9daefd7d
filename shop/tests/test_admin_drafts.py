"""Staff write drafts; what is published is locked."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from shop.models import Sale, SaleItem
from shop.tests.admin_pages import (
    SALES,
    draft,
    form_of,
    new_row,
    page_of,
    row_of,
    text_of,
    times,
    told,
)
from shop.tests.factories import HOUR, ProductFactory, SaleFactory, item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(client: Client) -> User:
    boss: User = UserFactory(email="boss@example.com", staff=True)
    client.force_login(boss)
    return boss


ADD_SALE = reverse("admin:shop_sale_add")


def test_a_draft_is_made_with_its_products(client: Client, staff: User) -> None:
    mug = ProductFactory(name="Mug", stock=50)
    sale = SaleFactory.build(title="Spring drop", slug="spring-drop")
    answer = client.post(ADD_SALE, form_of(sale, new_row(mug)))
    made = Sale.objects.get(slug="spring-drop")
    assert answer.status_code == 302
    assert (item_of(made).product, item_of(made).units) == (mug, 5)
    assert made.published_at is None


def test_a_product_that_is_twice_in_a_draft_is_refused_in_words(
    client: Client, staff: User
) -> None:
    mug = ProductFactory(name="Mug")
    sale = SaleFactory.build(slug="spring-drop")
    page = text_of(client.post(ADD_SALE, form_of(sale, new_row(mug), new_row(mug))))
    assert "A product can be in a sale only once. Keep one row and give it all the units." in page
    assert "This product is in another row already." in page
    assert not Sale.objects.exists()


def test_a_product_that_is_in_the_draft_already_is_refused_in_words(
    client: Client, staff: User
) -> None:
    sale = draft()
    item = item_of(sale)
    page = text_of(client.post(page_of(sale), form_of(sale, row_of(item), new_row(item.product))))
    assert "A product can be in a sale only once." in page
    assert SaleItem.objects.count() == 1


def test_units_above_the_stock_are_refused_where_they_stand(client: Client, staff: User) -> None:
    sale = draft(units=20, stock=20)
    page = text_of(client.post(page_of(sale), form_of(sale, row_of(item_of(sale), units=21))))
    assert "Only 20 units of Mug are in stock." in page
    assert item_of(sale).units == 20


def test_an_end_before_the_start_is_refused_where_it_stands(client: Client, staff: User) -> None:
    sale = draft()
    late = times(sale.starts_at, sale.starts_at - HOUR)
    page = text_of(client.post(page_of(sale), form_of(sale, row_of(item_of(sale)), **late)))
    assert "The end must be after the start. Leave it empty for a standing sale." in page


def test_a_price_above_the_list_price_is_stored_with_a_warning(client: Client, staff: User) -> None:
    sale = draft()
    dear = row_of(item_of(sale), price="120.00")
    answer = client.post(page_of(sale), form_of(sale, dear))
    assert "Mug: 120.00 is above its list price of 100.00." in told(answer)
    assert item_of(sale).price == Decimal("120.00")


def test_a_draft_can_be_deleted_and_a_published_sale_can_not(client: Client, staff: User) -> None:
    sale, kept = draft(), published_sale()
    assert client.post(page_of(sale, "delete"), {"post": "yes"}).status_code == 302
    assert client.post(page_of(kept, "delete"), {"post": "yes"}).status_code == 403
    assert [*Sale.objects.all()] == [kept]
    assert b"delete_selected" not in client.get(SALES).content


def test_of_a_published_sale_only_the_words_can_be_changed(client: Client, staff: User) -> None:
    sale = published_sale(title="Spring drop", slug="spring-drop")
    item = item_of(sale)
    before = SaleItem.objects.values().get(pk=item.pk)
    sent = form_of(sale, row_of(item, units=999, price="1.00"), new_row(ProductFactory()))
    sent |= {"title": "Summer drop", "slug": "other", "hold_seconds": 1, **times(clock.now(), None)}

    client.post(page_of(sale), sent)

    changed = Sale.objects.get(pk=sale.pk)
    assert (changed.title, changed.slug) == ("Summer drop", "spring-drop")
    assert (changed.starts_at, changed.ends_at) == (sale.starts_at, sale.ends_at)
    assert changed.hold_seconds == 600
    assert [*SaleItem.objects.values()] == [before]


def test_a_published_sale_says_why_it_is_locked_and_what_is_in_stock(
    client: Client, staff: User
) -> None:
    sale = published_sale(units=20)
    inventory.reserve(item_of(sale).pk, buyer=str(uuid4()), units=3)
    page = text_of(client.get(page_of(sale)))
    assert "This sale is published." in page
    assert "17 free, 3 held, 0 sold; 20 offered, 0 given back" in page
