"""Staff look after products, whose stock moves while they do."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.tests.factories import UserFactory
from shop.models import Product, Store
from shop.tests.admin_pages import draft, page_of, text_of, told
from shop.tests.factories import ProductFactory, item_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(client: Client) -> User:
    boss: User = UserFactory(email="boss@example.com", staff=True)
    client.force_login(boss)
    return boss


PRODUCTS = reverse("admin:shop_product_changelist")
NO_VARIANTS = {"variants-TOTAL_FORMS": 0, "variants-INITIAL_FORMS": 0}


def test_stock_that_a_sale_took_meanwhile_is_not_given_back(client: Client, staff: User) -> None:
    mug = ProductFactory(name="Mug", stock=50)
    form = product_form(mug)
    Product.objects.filter(pk=mug.pk).update(stock=30)

    client.post(page_of(mug), {**form, "name": "Big mug"})

    mug.refresh_from_db()
    assert (mug.name, mug.stock) == ("Big mug", 30)


def test_what_staff_add_to_the_stock_is_added(client: Client, staff: User) -> None:
    mug = ProductFactory(name="Mug", stock=50)
    form = product_form(mug)
    Product.objects.filter(pk=mug.pk).update(stock=30)

    answer = client.post(page_of(mug), {**form, "stock": 60})

    mug.refresh_from_db()
    assert mug.stock == 40
    assert told(answer)[0] == "The stock moved while this page was open: it is 40 now."


def test_more_than_there_is_can_not_be_taken_out(client: Client, staff: User) -> None:
    mug = ProductFactory(name="Mug", stock=50)
    form = product_form(mug)
    Product.objects.filter(pk=mug.pk).update(stock=10)

    answer = client.post(page_of(mug), {**form, "stock": 0})

    mug.refresh_from_db()
    assert mug.stock == 10
    assert told(answer)[0] == "Not enough stock: Mug has 10 of the 50 units needed."


@pytest.mark.parametrize("shown", [{}, {"initial-stock": "many"}])
def test_stock_is_not_changed_by_a_page_that_does_not_say_what_it_showed(
    client: Client, staff: User, shown: dict[str, str]
) -> None:
    mug = ProductFactory(name="Mug", stock=50)
    form = product_form(mug)
    del form["initial-stock"]
    answer = client.post(page_of(mug), {**form, **shown, "stock": 60})
    assert "It is not known what this page showed. Open it again." in text_of(answer)
    mug.refresh_from_db()
    assert mug.stock == 50


def test_the_list_of_products_shows_their_pictures(client: Client, staff: User) -> None:
    mug = ProductFactory(name="Mug")
    mug.picture.save("mug.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    assert f'src="{mug.picture.url}"' in client.get(PRODUCTS).content.decode()


@pytest.mark.parametrize(("stock", "names"), [("some", {"Mug"}), ("none", {"Cup"})])
def test_products_are_filtered_by_stock(
    client: Client, staff: User, stock: str, names: set[str]
) -> None:
    ProductFactory(name="Mug", stock=1)
    ProductFactory(name="Cup", stock=0)
    answer = client.get(PRODUCTS, {"stock": stock})
    assert {product.name for product in answer.context["cl"].result_list} == names


def test_the_list_of_products_asks_no_more_for_many(
    client: Client, staff: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ProductFactory.create_batch(5)
    client.get(PRODUCTS)
    with django_assert_num_queries(5):
        client.get(PRODUCTS)


def test_products_and_stores_are_made_and_found(client: Client, staff: User) -> None:
    client.post(reverse("admin:shop_store_add"), {"name": "Kiln", "slug": "kiln"})
    store = Store.objects.get()
    made = {"store": store.pk, "name": "Mug", "slug": "mug", "price": "10.00", "stock": 5}
    client.post(reverse("admin:shop_product_add"), {**made, **NO_VARIANTS})
    assert Product.objects.get().stock == 5
    found = client.get(PRODUCTS, {"q": "mu"}).context["cl"].result_list
    assert [product.name for product in found] == ["Mug"]


def test_a_product_in_a_sale_can_not_be_deleted(client: Client, staff: User) -> None:
    product = item_of(draft()).product
    client.post(page_of(product, "delete"), {"post": "yes"})
    assert Product.objects.filter(pk=product.pk).exists()


def product_form(product: Product) -> dict[str, Any]:
    """What a browser sends of a page that was opened now."""
    return {
        "store": product.store_id,
        "name": product.name,
        "slug": product.slug,
        "price": product.price,
        "stock": product.stock,
        "initial-stock": product.stock,
        **NO_VARIANTS,
    }
