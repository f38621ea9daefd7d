"""What is logged of a press: the same through both doors."""

import pytest

from accounts.models import User
from flashsale.testing.log_lines import logged, parsed
from orders.tests.raw_presses import TOKEN, Doors, Press

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_doors_log_one_line_a_press_and_nothing_that_is_secret(
    doors: Doors, press: Press, ada: User
) -> None:
    stranger = press.but(session="a" * 32)
    with logged() as log:
        answers = [door(one) for one in (press, stranger) for door in doors]

    assert [answer.status_code for answer in answers] == [201, 200, 401, 401]
    told = parsed(log, logger="flashsale.access")
    assert [(line["status"], line["user"]) for line in told] == [
        (201, str(ada.pk)),
        (200, str(ada.pk)),
        (401, None),
        (401, None),
    ]
    assert [line["request_id"] for line in told] == [answer["X-Request-ID"] for answer in answers]
    django, lane = told[:2]
    for name in ("level", "method", "path", "address"):
        assert lane[name] == django[name]
    for secret in (press.session, stranger.session, TOKEN):
        assert secret not in log.getvalue()
