"""The owner's pages of webhooks: addresses, deliveries, and what can be pressed there."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from shop.models import Store, WebhookDelivery, WebhookEndpoint
from shop.tests.receiving import EVERY_KIND, Receiver, endpoint_at
from shop.webhooks import endpoints
from shop.webhooks.sending import send_due
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


def press(browser: Client, endpoint: WebhookEndpoint, action: str, **fields: object) -> object:
    answer = browser.post(f"{page_of(endpoint)}{action}/", fields)
    endpoint.refresh_from_db()
    return answer


def test_who_is_signed_out_signs_in_first_and_comes_back_to_the_list(
    client: Client, endpoint: WebhookEndpoint
) -> None:
    assert client.get(page_of(endpoint)).url == f"/accounts/login/?next={page_of(endpoint)}"
    assert client.post(f"{page_of(endpoint)}pause/").url == "/accounts/login/?next=/webhooks/"
    endpoint.refresh_from_db()
    assert endpoint.paused_at is None


def test_a_shopper_has_no_webhooks(client: Client) -> None:
    client.force_login(UserFactory())

    assert client.get(LIST).status_code == 403
    answer = client.post(LIST, {"url": "https://hooks.example/", "kinds": EVERY_KIND})
    assert answer.status_code == 403
    assert WebhookEndpoint.objects.count() == 0


def test_who_owns_no_store_any_more_still_gets_at_the_addresses(
    browser: Client, endpoint: WebhookEndpoint
) -> None:
    Store.objects.update(owner=None)

    assert endpoint.url in browser.get(LIST).content.decode()


@pytest.mark.parametrize("staff", [True, False])
def test_the_profile_leads_owners_and_staff_to_their_webhooks_and_nobody_else(
    client: Client, browser: Client, staff: bool
) -> None:
    client.force_login(UserFactory(staff=True) if staff else UserFactory())
    profile = "/accounts/profile/"

    assert 'href="/webhooks/"' in browser.get(profile).content.decode()
    assert ('href="/webhooks/"' in client.get(profile).content.decode()) is staff


@pytest.mark.parametrize(
    "action", ["", "choose/", "pause/", "resume/", "test/", "secret/", "delete/"]
)
def test_the_addresses_of_others_are_not_there(
    client: Client, endpoint: WebhookEndpoint, action: str
) -> None:
    client.force_login(UserFactory(staff=True))
    before = WebhookEndpoint.objects.values().get()

    url = page_of(endpoint) + action
    answer = client.post(url, {"kinds": ["order.placed"]}) if action else client.get(url)

    assert answer.status_code == 404
    assert WebhookEndpoint.objects.values().get() == before
    assert WebhookDelivery.objects.count() == 0


def test_a_delivery_of_another_address_is_not_resent(
    browser: Client, owner: User, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    other = endpoint_at(receiver, owner=UserFactory())
    delivery = endpoints.send_test(other)
    send_due()

    answer = press(browser, endpoint, f"deliveries/{delivery.pk}/resend")

    assert answer.status_code == 404
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_pausing_and_resuming(browser: Client, endpoint: WebhookEndpoint) -> None:
    answer = press(browser, endpoint, "pause")
    assert (answer.status_code, answer.url) == (302, page_of(endpoint))
    assert endpoint.paused_at is not None
    page = browser.get(page_of(endpoint)).content.decode()
    assert "Paused since" in page
    assert "Send" not in page  # nothing would be sent

    press(browser, endpoint, "resume")
    assert endpoint.paused_at is None


def test_choosing_what_it_is_told_of(browser: Client, endpoint: WebhookEndpoint) -> None:
    press(browser, endpoint, "choose", kinds=["sale.opened", "sale.ended"])
    assert endpoint.kinds == "sale.opened sale.ended"

    answer = press(browser, endpoint, "choose")

    assert "Choose at least one." in answer.content.decode()
    assert endpoint.kinds == "sale.opened sale.ended"


def test_a_new_secret_is_another_and_is_shown_once(
    browser: Client, endpoint: WebhookEndpoint
) -> None:
    old = secret_of(endpoint)

    press(browser, endpoint, "secret")

    new = secret_of(endpoint)
    assert new != old
    assert new in browser.get(page_of(endpoint)).content.decode()
    assert new not in browser.get(page_of(endpoint)).content.decode()


def test_a_test_message_is_sent_and_the_page_says_what_came_of_it(
    browser: Client, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.status = 503
    press(browser, endpoint, "test")
    send_due()

    page = browser.get(page_of(endpoint)).content.decode()
    delivery = WebhookDelivery.objects.get()
    assert "Answered 503 Service Unavailable." in page
    assert "Try 1 of 11, the next at" in page
    assert clock.iso(delivery.next_try_at) in page
    assert page.count("Send now") == 1


def test_a_message_is_resent_with_the_same_id(
    browser: Client, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    delivery = endpoints.send_test(endpoint)
    send_due()

    answer = press(browser, endpoint, f"deliveries/{delivery.pk}/resend")

    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "It is sent again. Reload to see what came of it."
    ]
    assert send_due() == 1
    first, second = receiver.got
    assert first.body == second.body


def test_a_deleted_address_is_gone_with_its_deliveries(
    browser: Client, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    endpoints.send_test(endpoint)

    answer = browser.post(f"{page_of(endpoint)}delete/")

    assert (answer.status_code, answer.url) == (302, LIST)
    assert WebhookEndpoint.objects.count() == 0
    assert send_due() == 0
    assert receiver.got == []


def test_the_page_asks_the_database_no_more_for_many_deliveries_than_for_one(
    browser: Client, endpoint: WebhookEndpoint, django_assert_max_num_queries: object
) -> None:
    for _ in range(25):
        endpoints.send_test(endpoint)
    browser.get(LIST)

    with django_assert_max_num_queries(8):
        page = browser.get(page_of(endpoint)).content.decode()

    assert page.count("Send now") == 20
    assert "Page 1 of 2" in page


def test_staff_see_webhooks_in_the_admin_and_change_nothing(
    client: Client, endpoint: WebhookEndpoint
) -> None:
    client.force_login(UserFactory(staff=True))
    delivery = endpoints.send_test(endpoint)

    for url in (
        "/admin/shop/webhookendpoint/",
        f"/admin/shop/webhookendpoint/{endpoint.pk}/change/",
        "/admin/shop/webhookdelivery/?q=hooks",
        f"/admin/shop/webhookdelivery/{delivery.pk}/change/",
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert endpoint.salt not in answer.content.decode()
    assert client.get("/admin/shop/webhookendpoint/add/").status_code == 403
    assert client.post(f"/admin/shop/webhookendpoint/{endpoint.pk}/delete/").status_code == 403
    assert WebhookEndpoint.objects.count() == 1
