"""Staff give a product its sizes or colours, and choose among them for a sale."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from shop.models import SaleItem, Variant
from shop.publishing import publish
from shop.tests.admin_pages import form_of, new_row, page_of, row_of, text_of, told
from shop.tests.factories import ProductFactory, SaleFactory, SaleItemFactory, shoe

pytestmark = pytest.mark.django_db(transaction=True)

PRODUCTS = reverse("admin:shop_product_changelist")


@pytest.fixture
def staff(client: Client) -> User:
    boss: User = UserFactory(email="boss@example.com", staff=True)
    client.force_login(boss)
    return boss


def product_form(*variants: Variant, **changes: Any) -> dict[str, Any]:
    """What a browser sends of the page of their product, opened now; `changes` are by row."""
    product = variants[0].product
    form = {name: getattr(product, name) for name in ("name", "slug", "price", "stock")}
    form |= {"store": product.store_id, "initial-stock": product.stock}
    form |= {"variants-TOTAL_FORMS": len(variants), "variants-INITIAL_FORMS": len(variants)}
    for number, variant in enumerate(variants):
        row = {name: getattr(variant, name) for name in ("id", "name", "position", "stock")}
        row |= {"product": product.pk}
        form |= {f"variants-{number}-{name}": value for name, value in row.items()}
        form[f"initial-variants-{number}-stock"] = variant.stock
    return form | changes


def test_sizes_are_made_on_the_page_of_their_product(client: Client, staff: User) -> None:
    product = ProductFactory(name="Gantry Court", stock=0)
    (unsaved,) = [Variant(product=product, name="42", position=3, stock=7)]
    form = product_form(unsaved) | {"variants-INITIAL_FORMS": 0, "variants-0-id": ""}

    assert client.post(page_of(product), form).status_code == 302

    made = Variant.objects.get(product=product)
    assert (made.name, made.position, made.stock) == ("42", 3, 7)


def test_what_staff_add_to_the_stock_of_a_size_is_added(client: Client, staff: User) -> None:
    small, large = shoe(sizes={"41": 50, "42": 50})
    form = product_form(small, large) | {"variants-0-stock": 60, "variants-1-name": "42 wide"}
    Variant.objects.update(stock=30)

    answer = client.post(page_of(small.product), form)

    rows = Variant.objects.values_list("name", "stock")
    assert [*rows] == [("41", 40), ("42 wide", 30)]
    assert told(answer)[0] == (
        "Gantry Court, 41: The stock moved while this page was open: it is 40 now."
    )


def test_more_of_a_size_than_there_is_can_not_be_taken_out(client: Client, staff: User) -> None:
    (small,) = shoe(sizes={"41": 50})
    form = product_form(small) | {"variants-0-stock": 0}
    Variant.objects.update(stock=10)
    answer = client.post(page_of(small.product), form)
    small.refresh_from_db()
    assert small.stock == 10
    assert "Gantry Court, 41 has 10 of the 50 units needed" in told(answer)[0]


def test_a_size_that_a_sale_has_is_not_deleted_and_staff_read_why(
    client: Client, staff: User
) -> None:
    small, large = shoe(sizes={"41": 5, "42": 5})
    SaleItemFactory(product=small.product, variant=small, units=1)

    refused = product_form(small, large) | {"variants-0-DELETE": "on", "variants-1-DELETE": "on"}
    page = text_of(client.post(page_of(small.product), refused))
    assert "41 can&#x27;t be deleted: a sale has it. Set its stock to 0 instead" in page
    assert Variant.objects.count() == 2

    client.post(page_of(small.product), product_form(small, large) | {"variants-1-DELETE": "on"})
    assert [*Variant.objects.all()] == [small]


def test_two_sizes_of_one_name_are_refused_in_words(client: Client, staff: User) -> None:
    small, large = shoe(sizes={"41": 5, "42": 5})
    form = product_form(small, large) | {"variants-1-name": "41"}
    page = text_of(client.post(page_of(small.product), form))
    assert "Each variant needs a name of its own." in page


@pytest.mark.parametrize(("stock", "names"), [("some", {"Shoe", "Mug"}), ("none", {"Cup", "Boot"})])
def test_the_list_of_products_counts_the_stock_of_their_sizes(
    client: Client, staff: User, stock: str, names: set[str]
) -> None:
    shoe("Shoe", sizes={"41": 5, "42": 7})
    shoe("Boot", sizes={"41": 0})
    ProductFactory(name="Mug", stock=1)
    ProductFactory(name="Cup", stock=0)
    answer = client.get(PRODUCTS, {"stock": stock})
    found = answer.context["cl"].result_list
    assert {product.name for product in found} == names
    counts = {"some": {"12", "1"}, "none": {"0"}}[stock]
    assert set(re.findall(r"field-in_stock[^>]*>\s*(\d+)", answer.content.decode())) == counts


def test_a_sale_offers_the_sizes_that_staff_choose(client: Client, staff: User) -> None:
    small, large = shoe(sizes={"41": 5, "42": 5})
    sale = SaleFactory(title="Spring drop")
    rows = [new_row(small.product, variant=variant.pk) for variant in (small, large)]

    assert client.post(page_of(sale), form_of(sale, *rows)).status_code == 302

    items = SaleItem.objects.filter(sale=sale)
    assert {(item.variant, item.variant_key) for item in items} == {
        (small, str(small.pk)),
        (large, str(large.pk)),
    }


def test_another_size_can_be_chosen_in_a_draft(client: Client, staff: User) -> None:
    small, large = shoe(sizes={"41": 5, "42": 5})
    item = SaleItemFactory(product=small.product, variant=small, units=1)
    client.post(page_of(item.sale), form_of(item.sale, row_of(item, variant=large.pk)))
    item.refresh_from_db()
    assert (item.variant, item.variant_key) == (large, str(large.pk))


def test_a_row_without_a_size_or_with_anothers_or_twice_is_refused_in_words(
    client: Client, staff: User
) -> None:
    small, large = shoe(sizes={"41": 5, "42": 5})
    mug = ProductFactory(name="Mug")
    sale = SaleFactory(title="Spring drop")

    def answer_to(*rows: dict[str, Any]) -> str:
        return text_of(client.post(page_of(sale), form_of(sale, *rows)))

    bare, chosen = new_row(small.product), new_row(small.product, variant=small.pk)
    assert "Gantry Court is sold in variants. Choose one: 41, 42." in answer_to(bare)
    strange = new_row(mug, variant=large.pk)
    assert "Gantry Court, 42 is no variant of Mug." in answer_to(strange)
    assert "A product can be in a sale only once." in answer_to(chosen, chosen)
    assert not SaleItem.objects.exists()


def test_a_stored_row_offers_the_sizes_of_its_product_alone(client: Client, staff: User) -> None:
    small, _ = shoe(sizes={"41": 5, "42": 5})
    shoe("Boot", sizes={"36": 5})
    item = SaleItemFactory(product=small.product, variant=small, units=1)
    formset = client.get(page_of(item.sale)).context["inline_admin_formsets"][0].formset
    stored, empty = formset.forms[0], formset.empty_form
    groups = [name for name, _ in stored.fields["variant"].choices if name]
    assert groups == ["Gantry Court"]
    assert [name for name, _ in empty.fields["variant"].choices if name] == [
        "Boot",
        "Gantry Court",
    ]


def test_the_page_of_a_published_sale_names_the_sizes(client: Client, staff: User) -> None:
    (small,) = shoe(sizes={"41": 5})
    item = SaleItemFactory(product=small.product, variant=small, units=4)
    publish(item.sale)
    page = text_of(client.get(page_of(item.sale)))
    assert "Gantry Court, 41: 4 free, 0 held, 0 sold; 4 offered, 0 given back" in page
    assert "Limit per buyer: Gantry Court, 41" in text_of(client.get(page_of(item.sale, "terms")))
