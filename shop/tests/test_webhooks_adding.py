"""Adding an address on the owner's page of webhooks."""

import pytest
from django.test import Client

from accounts.models import User
from shop.models import WebhookEndpoint
from shop.tests.receiving import EVERY_KIND, Receiver, endpoint_at
from shop.webhooks.signing import secret_of

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/webhooks/"


@pytest.fixture
def browser(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def page_of(endpoint: WebhookEndpoint) -> str:
    return f"/webhooks/{endpoint.pk}/"


def test_an_address_is_added_and_its_secret_shown_once(browser: Client, owner: User) -> None:
    answer = browser.post(LIST, {"url": "https://hooks.example/shop", "kinds": ["order.placed"]})

    endpoint = WebhookEndpoint.objects.get()
    assert (answer.status_code, answer.url) == (302, page_of(endpoint))
    assert (endpoint.owner, endpoint.url) == (owner, "https://hooks.example/shop")
    assert endpoint.kinds == "order.placed"
    secret = secret_of(endpoint)
    assert secret in browser.get(page_of(endpoint)).content.decode()
    assert secret not in browser.get(page_of(endpoint)).content.decode()
    assert secret not in browser.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kinds": EVERY_KIND}, "This field is required."),
        ({"url": "https://hooks.example/"}, "Choose at least one."),
        ({"url": "https://hooks.example/", "kinds": ["test"]}, "Select a valid choice"),
        ({"url": "http://hooks.example/", "kinds": EVERY_KIND}, "must begin with https://"),
        ({"url": "https://10.0.0.5/", "kinds": EVERY_KIND}, "leads inside the shop"),
        ({"url": "https://hooks.example/\x00", "kinds": EVERY_KIND}, "Null characters"),
        ({"url": f"https://hooks.example/{'x' * 500}", "kinds": EVERY_KIND}, "at most 500"),
    ],
)
def test_an_address_that_cannot_be_is_not_added_and_the_form_says_why(
    browser: Client, settings: object, fields: dict[str, object], said: str
) -> None:
    settings.WEBHOOKS_MAY_STAY_INSIDE = False

    answer = browser.post(LIST, fields)

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert WebhookEndpoint.objects.count() == 0


def test_the_eleventh_address_is_refused_in_words(
    browser: Client, owner: User, receiver: Receiver
) -> None:
    for _ in range(10):
        endpoint_at(receiver, owner=owner)

    answer = browser.post(LIST, {"url": "https://hooks.example/", "kinds": EVERY_KIND})

    assert "You have 10 addresses" in answer.content.decode()
    assert WebhookEndpoint.objects.count() == 10
