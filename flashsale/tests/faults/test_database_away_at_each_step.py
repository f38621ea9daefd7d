"""The database is away from the nth request on, until the shopper has an answer; then it is back.

Each n: the request never came there, or it was done and its answer is lost (a commit, too). Runs
on the database under test; `test_database_away_elsewhere` has it run on the others.
"""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client

from flashsale import transactions
from flashsale.middleware import will_pass
from flashsale.redis_clients import stock_client
from flashsale.testing.judge import assert_nothing_lost
from flashsale.tests.faults import chores, presses
from flashsale.tests.faults.buying_the_rest import assert_the_rest_can_be_bought
from flashsale.tests.faults.database_line import Line, connect_through, wait_until_back
from orders.tests.interrupted import resume_all
from orders.verifying import published_items, verify
from shop.models import Product, Sale, SaleItem
from shop.publishing import publish
from shop.tests.factories import HOUR, SaleFactory, SaleItemFactory, published_sale

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.django_db(transaction=True)]

UNITS = 1_000
JSON = "application/json"


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.setattr(transactions, "TRIES", 2)
    with connect_through() as line:
        yield line


@pytest.fixture(params=[False, True], ids=["not asked", "asked, and the answer lost"])
def is_answer_lost(request: pytest.FixtureRequest, line: Line) -> bool:
    if request.param and not line.can_lose_answers:
        pytest.skip("SQLite's answers can't be lost on the way")
    return bool(request.param)


@pytest.mark.parametrize("prepare", [presses.buy, presses.cancel])
def test_then_a_shopper_is_told_so_and_nothing_is_half_done(
    line: Line, is_answer_lost: bool, prepare: Callable[[presses.Shopper], presses.Press]
) -> None:
    sale = published_sale(products=2, units=UNITS, limit_per_buyer=UNITS)
    refused = 0
    for number in count():
        shopper = presses.a_shopper(sale, client=Client())
        press = prepare(shopper)
        line.go_away(at=number, is_answer_lost=is_answer_lost)
        answer = press.send()
        close_old_connections()
        is_there = line.is_to_go
        line.come_back()
        wait_until_back()
        if press.is_promised(answer):
            resume_all()
            assert press.is_done(), f"request {number}"
        else:
            refused += 1
            _assert_it_is_said(answer, number)
            resume_all()
        if is_there:
            assert press.is_promised(answer)
            break
    assert refused > 3
    assert_nothing_lost(stock_client())
    assert verify(published_items()) == []
    assert_the_rest_can_be_bought(sale)
    assert_nothing_lost(stock_client())


def publishing() -> chores.Chore:
    """A draft of two products is to be published before its start."""
    sale = SaleFactory(starts_at=chores.clock.now() + HOUR, ends_at=chores.clock.now() + 2 * HOUR)
    SaleItemFactory.create_batch(2, sale=sale, units=chores.UNITS)

    def is_done() -> bool:
        stock = chores.STOCK_OF_A_PRODUCT - chores.UNITS
        taken = Product.objects.filter(sale_items__sale=sale, stock=stock).count()
        items = SaleItem.objects.filter(sale=sale)
        stocks = chores.inventory.stocks([item.pk for item in items]).values()
        return taken == 2 and all(stock and stock.available == chores.UNITS for stock in stocks)

    return chores.Chore(lambda: publish(Sale.objects.get(pk=sale.pk)), is_done)


@pytest.mark.parametrize("prepare", [publishing, chores.settle, chores.carry, chores.mend])
def test_then_what_was_begun_is_done_once_when_it_is_tried_again(
    line: Line, is_answer_lost: bool, prepare: Callable[[], chores.Chore]
) -> None:
    for number in count():
        chore = prepare()
        assert not chore.is_done(), "there is something to do"
        line.go_away(at=number, is_answer_lost=is_answer_lost)
        try:
            chore.run()
        except Exception as error:
            if not will_pass(error):
                raise
        close_old_connections()
        is_there = line.is_to_go
        line.come_back()
        wait_until_back()
        if not is_there:
            chore.run()
        assert chore.is_done(), f"request {number}"
        assert_nothing_lost(stock_client())
        chores.forget_earlier_sales()
        if is_there:
            break
    assert number > 0


def _assert_it_is_said(answer: HttpResponse, number: int) -> None:
    assert answer.status_code == 503, f"request {number}: {answer.status_code}"
    assert int(answer["Retry-After"]) >= 1
    assert "503.html" in [template.name for template in answer.templates]
