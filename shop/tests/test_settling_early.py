"""A host whose clock is ahead settles no sale before its time."""

import pytest

from flashsale import clock
from inventory import api as inventory
from shop.models import Sale
from shop.settling import settle_due_sales
from shop.tests.factories import HOUR, item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sale_that_is_over_by_this_hosts_clock_alone_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sale = published_sale(units=20)
    right = clock.now
    monkeypatch.setattr(clock, "now", lambda: right() + 2 * HOUR)

    assert settle_due_sales() == 0

    assert Sale.objects.get(pk=sale.pk).settled_at is None
    assert inventory.reserve(item_of(sale).pk, buyer="ada", units=1).changed
