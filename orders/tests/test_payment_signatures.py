"""Signatures of webhooks: what is refused, and that the shop does nothing then."""

import hashlib
import hmac
import time

import pytest
from django.http import HttpResponse

from flashsale.payment_settings import secret_of
from orders.models import Order, PaymentEvent
from orders.payment.signatures import signature
from orders.tests.bank import WEBHOOKS, Post, answer_bank, order_at_bank, post_webhook
from orders.tests.buying import charge_of
from shop.tests.factories import published_sale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

SECRET = "kept between the shop and the gateway"


@pytest.fixture
def body(webhooks: Post) -> str:
    """Says that a payment which waits is authorised, as it is."""
    order = order_at_bank(published_sale())
    answer_bank(order)
    (sent,) = webhooks.bodies
    return sent


@pytest.fixture(autouse=True)
def secret(settings: object) -> None:
    settings.PAYMENT_WEBHOOK_SECRET = SECRET


def assert_refused(answer: HttpResponse) -> None:
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "bad_signature"
    assert PaymentEvent.objects.count() == 0
    order = Order.objects.get()
    assert (order.status, charge_of(order)) == (Order.Status.PENDING, "authorised")


def signed(body: str, *, seconds_ago: int = 0, secret: str = SECRET) -> str:
    return signature(body.encode(), secret=secret, seconds=int(time.time()) - seconds_ago)


def test_a_signature_is_the_hmac_sha256_of_the_time_and_the_body() -> None:
    expected = hmac.new(b"secret", b'1700000000.{"a": 1}', hashlib.sha256).hexdigest()

    assert signature(b'{"a": 1}', secret="secret", seconds=1_700_000_000) == (
        f"t=1700000000,v1={expected}"
    )


@pytest.mark.parametrize("seconds_ago", [0, 298, -298])
def test_a_signature_of_these_minutes_is_taken(body: str, seconds_ago: int) -> None:
    assert post_webhook(body, signed=signed(body, seconds_ago=seconds_ago)).status_code == 200
    assert Order.objects.get().status == Order.Status.PLACED


@pytest.mark.parametrize("seconds_ago", [302, 86_400, -302])
def test_an_old_signature_and_one_from_the_future_are_refused(body: str, seconds_ago: int) -> None:
    assert_refused(post_webhook(body, signed=signed(body, seconds_ago=seconds_ago)))


def test_the_signature_of_another_secret_is_refused(body: str) -> None:
    assert_refused(post_webhook(body, signed=signed(body, secret="guessed")))


def test_a_body_that_was_changed_is_refused(body: str) -> None:
    tampered = body.replace("authorised", "captured")
    assert tampered != body
    assert_refused(post_webhook(tampered, signed=signed(body)))


def test_a_time_that_was_changed_is_refused(body: str) -> None:
    made, digest = signed(body, seconds_ago=900).split(",")
    now = int(made.removeprefix("t=")) + 900
    assert_refused(post_webhook(body, signed=f"t={now},{digest}"))


@pytest.mark.parametrize(
    "form",
    [
        "",
        "t={t}",
        "v1={v1}",
        "t={t},v0={v1}",
        "t={t},v1={v1},v1={v1}",
        "t={t},t={t},v1={v1}",
        "t={t},v1={v1}0",
        "t=,v1={v1}",
        "t=-1,v1={v1}",
        "t=٣,v1={v1}",
        "t={t},v1={v1}\t",
    ],
)
def test_a_header_of_another_form_is_refused(body: str, form: str) -> None:
    made, digest = signed(body).split(",v1=")
    header = form.format(t=made.removeprefix("t="), v1=digest)
    assert_refused(post_webhook(body, signed=header))


def test_a_webhook_without_a_signature_is_refused(body: str, client: object) -> None:
    assert_refused(client.post(WEBHOOKS, body, content_type="application/json"))


@pytest.mark.parametrize("said", ["", "[]", "{}", '{"id": "evt_1"}', "no json", "7"])
def test_what_is_signed_but_says_nothing_is_refused(body: str, said: str) -> None:
    assert_refused(post_webhook(said, signed=signed(said)))


def test_nobody_outside_knows_the_secret_of_the_test_gateway() -> None:
    """It is made from SECRET_KEY, and is neither it nor the same in another shop."""
    assert secret_of("one") != secret_of("two")
    assert len(secret_of("one")) == 64
