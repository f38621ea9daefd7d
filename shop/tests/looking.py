"""Looking at the page of the mug, and changing it as staff do."""

from django.test import Client
from django.urls import reverse

from accounts.tests.factories import UserFactory
from flashsale import cache_redis
from shop.models import Product
from shop.tests.admin_pages import page_of


def page(client: Client, slug: str = "mug") -> str:
    """The product's page on one line."""
    answer = client.get(reverse("shop:product", args=[slug]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def edit(product: Product, **fields: object) -> None:
    """Staff save the product's page in the admin."""
    form = {
        "store": product.store_id, "name": product.name, "slug": product.slug,
        "description": product.description, "price": product.price, "stock": product.stock,
        "initial-stock": product.stock, "variants-TOTAL_FORMS": 0, "variants-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = staff().post(page_of(product), form | fields)
    assert answer.status_code == 302, answer.context["errors"]


def edition() -> str:
    """The catalogue's edition of now."""
    found = cache_redis.ask(lambda client: client.get("catalogue:edition"))
    return "" if found is None else found.decode()
