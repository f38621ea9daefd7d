"""Celery's worker and its clock are killed in the middle of a rush, with work that is due."""

from datetime import timedelta

import pytest
from django.db.models import F, QuerySet

from flashsale.testing.raw_ledger import wrong_with_ledger
from flashsale.testing.raw_pool import raw_pool
from flashsale.testing.rush_shop import ALIAS, RushShop
from flashsale.testing.selling_out import sell_out
from flashsale.testing.waiting import wait_until
from orders.models import Order

pytestmark = [pytest.mark.slow, pytest.mark.faults]

# Whose mail was being sent when the worker was killed: nobody else sends it for a minute, and who
# looks for what was left comes every ten seconds.
LONGEST_UNFINISHED_SECONDS = 90.0


def test_no_mail_no_hold_and_no_entry_of_the_ledger_is_lost_or_done_twice(shop: RushShop) -> None:
    shop.start_celery()
    shop.wait_for_celery()

    crowd = shop.crowd()
    crowd.start()
    shop.wait_for_orders(12)
    shop.stop("Celery")
    _leave_orders_in_the_middle(shop)
    at_kill = _finished()
    shop.start_celery()
    # It works again, and is killed once more, over what had piled up.
    wait_until(lambda: _finished() > at_kill)
    shop.stop("Celery")
    shop.start_celery()
    crowd.end()

    # By themselves: who walked away has lost their hold, who bought has a mail, all is carried.
    wait_until(lambda: _held(shop) == 0)
    wait_until(lambda: not _unfinished().exists(), seconds=LONGEST_UNFINISHED_SECONDS)
    with shop.redis() as client:
        wait_until(lambda: not list(wrong_with_ledger(client, shop.items, using=ALIAS)))
    shop.manage("verify_stock")
    shop.assert_nothing_lost(crowd)
    sell_out(shop)
    shop.assert_nothing_lost(crowd)


def _leave_orders_in_the_middle(shop: RushShop) -> None:
    """Pages are killed too; what they had begun, and mails that were lost, have long been due."""
    shop.stop("pages")
    made_older = _unfinished().update(created_at=F("created_at") - timedelta(minutes=2))
    assert made_older
    shop.start_pages()


def _unfinished() -> QuerySet[Order]:
    return Order.objects.using(ALIAS).filter(finished_at__isnull=True)


def _finished() -> int:
    return Order.objects.using(ALIAS).filter(finished_at__isnull=False).count()


def _held(shop: RushShop) -> int:
    with shop.redis() as client:
        pools = [raw_pool(client, item) for item in shop.items]
    return sum(pool.counters["held"] for pool in pools if pool is not None)
