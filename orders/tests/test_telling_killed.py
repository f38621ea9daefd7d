"""`kill -9` while orders are told of: nobody is told twice, and nothing is kept from anybody."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.cancelling import cancel
from orders.telling import tell_of_orders
from orders.tests import killed
from orders.tests.buying import placed_order
from orders.tests.killing import kill_at_each_moment
from shop.models import Sale, WebhookDelivery
from shop.tests.factories import published_sale
from shop.tests.receiving import Receiver, endpoint_at, receiving
from shop.webhooks.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """It is the endpoint of somebody who may know everything."""
    staff: User = UserFactory(staff=True)
    with receiving() as one:
        endpoint_at(one, owner=staff)
        yield one


@pytest.fixture
def sale(receiver: Receiver) -> Sale:
    return published_sale(units=50)


def test_who_was_killed_while_telling_is_finished_for_by_the_next_and_each_is_told_once(
    sale: Sale,
) -> None:
    def cancelled_order() -> UUID:
        order = placed_order(sale, units=1)
        cancel(order)
        return order.pk

    moments = []
    for moment, order_id in kill_at_each_moment(killed.tell, cancelled_order):
        tell_of_orders()

        told = WebhookDelivery.objects.filter(body__contains=str(order_id))
        kinds = list(told.order_by("next_try_at").values_list("kind", flat=True))
        assert kinds == ["order.placed", "order.cancelled"], moment
        moments.append(moment)
    assert len(moments) > 2


def test_who_was_killed_while_sending_leaves_a_message_that_is_sent_again(
    sale: Sale, receiver: Receiver
) -> None:
    def told_order() -> UUID:
        order = placed_order(sale, units=1)
        tell_of_orders()
        return order.pk

    moments = []
    for moment, order_id in kill_at_each_moment(killed.send, told_order):
        told = WebhookDelivery.objects.get(body__contains=str(order_id))
        if told.state == "waiting":
            assert told.next_try_at > clock.now(), moment
            soon = clock.now() - timedelta(seconds=1)
            WebhookDelivery.objects.filter(pk=told.pk).update(next_try_at=soon)
            send_due()
            told.refresh_from_db()
        assert told.state == "delivered", moment
        got = [one for one in receiver.got if one.said["id"] == str(told.event_id)]
        assert len(got) >= 1, moment
        moments.append(moment)
    assert len(moments) > 2
