"""Webhooks on their way to a real receiver: signed, repeated with growing pauses, given up."""

import hashlib
import hmac
from datetime import timedelta

import pytest

from accounts.models import User
from flashsale import clock
from shop import tasks
from shop.models import WebhookDelivery, WebhookEndpoint
from shop.tests.receiving import Receiver, as_it_is, endpoint_at, pass_time, receiving
from shop.webhooks import connecting, endpoints, trying
from shop.webhooks.sending import send_due
from shop.webhooks.signing import secret_of

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


def test_a_message_is_posted_as_json_with_its_id_its_time_and_its_signature(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    delivery = endpoints.send_test(endpoint)

    assert tasks.send_webhooks() == 1

    (got,) = receiver.got
    assert got.path == "/hooks"
    assert got.headers["Content-Type"] == "application/json"
    assert got.said == {
        "id": str(delivery.event_id),
        "kind": "test",
        "created_at": clock.iso(delivery.created_at),
        "data": {},
    }
    sent_id, sent_at = got.headers["X-Webhook-Id"], got.headers["X-Webhook-Timestamp"]
    assert sent_id == str(delivery.event_id)
    assert abs(int(sent_at) - clock.now().timestamp()) < 60
    digest = hmac.new(
        secret_of(endpoint).encode(),
        f"{sent_id}.{sent_at}.".encode() + got.body,
        hashlib.sha256,
    )
    assert got.headers["X-Webhook-Signature"] == f"v1={digest.hexdigest()}"


def test_a_message_that_was_taken_is_not_sent_again(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    delivery = as_it_is(endpoints.send_test(endpoint))
    receiver.status = 204
    send_due()

    assert send_due() == 0
    assert len(receiver.got) == 1
    told = as_it_is(delivery)
    assert (told.state, told.tries, told.last_status) == ("delivered", 1, 204)
    assert (told.next_try_at, told.last_problem) == (None, "")
    assert told.delivered_at is not None


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (500, "Answered 500 Internal Server Error."),
        (404, "Answered 404 Not Found."),
        (799, "Answered 799."),
    ],
)
def test_a_message_that_was_not_taken_is_sent_again_later_with_the_same_id(
    receiver: Receiver, endpoint: WebhookEndpoint, status: int, problem: str
) -> None:
    delivery = endpoints.send_test(endpoint)
    receiver.status = status
    send_due()
    send_due()
    assert len(receiver.got) == 1
    told = as_it_is(delivery)
    assert (told.state, told.tries, told.last_status) == ("waiting", 1, status)
    assert told.last_problem == problem

    receiver.status = 200
    pass_time()
    assert send_due() == 1

    first, second = receiver.got
    assert first.body == second.body
    assert first.headers["X-Webhook-Id"] == second.headers["X-Webhook-Id"]
    assert as_it_is(delivery).state == "delivered"


def test_the_pauses_grow_and_last_about_a_day_in_all() -> None:
    assert list(trying.PAUSES_SECONDS) == sorted(trying.PAUSES_SECONDS)
    assert trying.PAUSES_SECONDS[0] == 10
    assert 0.8 * DAY < timedelta(seconds=sum(trying.PAUSES_SECONDS)) < DAY


def test_each_try_waits_as_long_as_its_number_says_or_up_to_a_quarter_longer(
    receiver: Receiver, endpoint: WebhookEndpoint
) -> None:
    delivery = endpoints.send_test(endpoint)
    receiver.status = 500
    for seconds in trying.PAUSES_SECONDS:
        pass_time()
        before = clock.now()
        send_due()
        after = clock.now()
        due_at = as_it_is(delivery).next_try_at
        assert before + timedelta(seconds=seconds) <= due_at
        assert due_at <= after + timedelta(seconds=seconds * 1.25)
    assert as_it_is(delivery).state == "waiting"


def test_a_redirect_is_not_followed(receiver: Receiver, endpoint: WebhookEndpoint) -> None:
    delivery = endpoints.send_test(endpoint)
    receiver.status, receiver.location = 307, receiver.url + "/elsewhere"

    assert send_due() == 0

    assert [got.path for got in receiver.got] == ["/hooks"]
    told = as_it_is(delivery)
    assert (told.state, told.last_status) == ("waiting", 307)
    assert told.last_problem == "Answered 307: redirects are not followed."


def test_a_receiver_that_hangs_holds_up_only_its_own_messages(
    receiver: Receiver, endpoint: WebhookEndpoint, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "MOST_SECONDS", 0.3)
    receiver.is_deaf = True
    stuck = [endpoints.send_test(endpoint), endpoints.send_test(endpoint)]
    with receiving() as quick:
        other = endpoint_at(quick, owner=owner)
        for _ in range(3):
            endpoints.send_test(other)

        assert send_due() == 3

        assert len(quick.got) == 3
    assert len(receiver.got) == 1
    told = sorted((as_it_is(one).tries, as_it_is(one).last_problem) for one in stuck)
    assert told == [(0, ""), (1, "No answer within 0.3 seconds.")]


def test_a_receiver_that_answers_byte_by_byte_is_not_waited_for_any_longer(
    receiver: Receiver, endpoint: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "MOST_SECONDS", 0.3)
    receiver.is_slow = True
    delivery = endpoints.send_test(endpoint)

    assert send_due() == 0

    told = as_it_is(delivery)
    assert (told.state, told.last_status) == ("waiting", None)
    assert told.last_problem == "No answer within 0.3 seconds."


def test_nobody_who_listens_is_no_answer(
    endpoint: WebhookEndpoint, unused_tcp_port_factory: object
) -> None:
    delivery = endpoints.send_test(endpoint)
    url = f"http://127.0.0.1:{unused_tcp_port_factory()}/"
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(url=url)

    assert send_due() == 0

    told = as_it_is(delivery)
    assert (told.state, told.last_status) == ("waiting", None)
    assert told.last_problem == "No connection, or it was closed without an answer."


def test_two_senders_try_a_message_once(receiver: Receiver, endpoint: WebhookEndpoint) -> None:
    delivery = endpoints.send_test(endpoint)
    first, second = as_it_is(delivery), as_it_is(delivery)

    assert trying.take(first)
    assert not trying.take(second)

    assert as_it_is(delivery).tries == 1


def test_old_messages_are_deleted(endpoint: WebhookEndpoint) -> None:
    old, new = endpoints.send_test(endpoint), endpoints.send_test(endpoint)
    WebhookDelivery.objects.filter(pk=old.pk).update(created_at=clock.now() - 31 * DAY)

    assert tasks.clear_webhooks() == 1

    assert [one.pk for one in WebhookDelivery.objects.all()] == [new.pk]


def test_one_person_has_ten_endpoints_at_most(receiver: Receiver, owner: User) -> None:
    for _ in range(10):
        endpoint_at(receiver, owner=owner)

    with pytest.raises(endpoints.TooManyEndpoints):
        endpoint_at(receiver, owner=owner)

    assert WebhookEndpoint.objects.count() == 10
