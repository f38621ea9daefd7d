"""The buyers that `bench_sessions` signs in can do what they are made for."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from inventory import api as inventory
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("flags", [(), ("--warm",)])
def test_each_line_of_bench_sessions_reserves_for_a_buyer_of_its_own(
    flags: tuple[str, ...],
) -> None:
    item, out = item_of(published_sale(units=20)), StringIO()
    call_command("bench_sessions", "--count", "3", *flags, stdout=out)

    answers = [
        _press(f"/rush/items/{item.pk}/reserve/", line)
        for line in out.getvalue().split("\n")
        if line
    ]

    assert answers == [201, 201, 201]
    assert inventory.stock(item.pk).held == 3


def _press(path: str, line: str) -> int:
    key, token = line.split(" ")
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["sessionid"], browser.cookies["csrftoken"] = key, token
    headers = {"Accept": "application/json", "X-CSRFToken": token}
    return browser.post(path, {"quantity": "1"}, headers=headers).status_code
