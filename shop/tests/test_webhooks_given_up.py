"""Webhooks that nobody takes: given up after a day; paused, resumed, resent."""

from datetime import timedelta

import pytest
from django.core import mail

from flashsale import clock
from shop.models import WebhookDelivery, WebhookEndpoint
from shop.tests.receiving import Receiver, as_it_is, pass_time
from shop.webhooks import endpoints, pausing, trying
from shop.webhooks.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


def given_up_at(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """A message that failed at all of its tries, through a day."""
    delivery = endpoints.send_test(endpoint)
    created_at = clock.now() - DAY
    WebhookDelivery.objects.filter(pk=delivery.pk).update(created_at=created_at)
    for _ in range(trying.MOST_TRIES):
        pass_time()
        send_due()
    return as_it_is(delivery)


def test_after_its_last_try_a_message_is_given_up_the_endpoint_paused_and_its_owner_told(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    receiver.status = 500

    told = given_up_at(endpoint)

    assert (told.state, told.tries, told.next_try_at) == ("failed", 11, None)
    assert len(receiver.got) == 11
    endpoint.refresh_from_db()
    assert endpoint.paused_at is not None
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["olga@example.com"], "Your webhooks are paused")
    assert receiver.url in sent.body
    assert f"/webhooks/{endpoint.pk}/" in sent.body


def test_an_endpoint_that_took_something_meanwhile_is_not_paused(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    endpoints.send_test(endpoint)
    send_due()
    receiver.status = 500

    assert given_up_at(endpoint).state == "failed"

    endpoint.refresh_from_db()
    assert endpoint.paused_at is None
    assert mail.outbox == []


def test_while_an_endpoint_is_paused_its_messages_wait(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    pausing.pause(endpoint)
    delivery = endpoints.send_test(endpoint)
    assert send_due() == 0
    assert receiver.got == []
    assert as_it_is(delivery).state == "waiting"

    pausing.resume(endpoint)

    assert send_due() == 1
    assert as_it_is(delivery).state == "delivered"


def test_what_is_resent_is_the_same_event_with_all_of_its_tries(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    receiver.status = 500
    delivery = given_up_at(endpoint)
    pausing.resume(endpoint)
    receiver.status = 200

    endpoints.resend(delivery)

    assert send_due() == 1
    assert {got.headers["X-Webhook-Id"] for got in receiver.got} == {str(delivery.event_id)}
    told = as_it_is(delivery)
    assert (told.state, told.tries, told.last_status) == ("delivered", 1, 200)
