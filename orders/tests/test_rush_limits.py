"""Limits and request ids of the reserve: the same through both doors."""

import json
import re

import pytest
from django.conf import settings as real_settings
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.tests.limiting import counted, limit, pass_time
from flashsale import cache_redis
from flashsale.limit_settings import Rate
from inventory import api as inventory
from orders.tests.pressing import URLENCODED
from orders.tests.raw_presses import Doors, Press
from orders.tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db(transaction=True)

HOME = "127.0.0.1"


def left(response: HttpResponse) -> tuple[int, str | None, str | None]:
    limit, remaining = response.get("RateLimit-Limit"), response.get("RateLimit-Remaining")
    return response.status_code, limit, remaining


def test_an_account_has_so_many_presses_through_both_doors_together(
    doors: Doors, press: Press, ada: User, settings: Settings
) -> None:
    limit(settings, RESERVE_PER_ACCOUNT=Rate(4, 600))
    django, lane = doors

    passed = [left(door(press)) for door in (django, lane, lane, django)]
    with nothing_changes():
        refused = [django(press), lane(press)]

    assert passed == [(201, "4", "3"), (200, "4", "2"), (200, "4", "1"), (200, "4", "0")]
    assert [left(answer) for answer in refused] == [(429, "4", "0")] * 2
    assert counted("reserve:*") == {f"reserve:{ada.pk}:600": 4, f"reserve:{HOME}:60": 4}

    pass_time(600)
    assert lane(press).status_code == 200


def test_both_doors_refuse_in_the_same_words(
    doors: Doors, press: Press, settings: Settings
) -> None:
    limit(settings, RESERVE_PER_ACCOUNT=Rate(1, 600))
    django_door, lane_door = doors
    lane_door(press)

    django, lane = django_door(press), lane_door(press)

    assert json.loads(lane.content) == {
        "error": {
            "code": "too_many_requests",
            "message": "That was a lot at once. Please try again in 10 minutes.",
        }
    }
    assert lane.content == django.content
    for name in ("Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options"):
        assert lane[name] == django[name]
    for answer in (lane, django):
        assert 540 < int(answer["Retry-After"]) <= 600
        assert answer["Retry-After"] == answer["RateLimit-Reset"]


def test_an_address_is_counted_before_anything_else_is_asked(
    doors: Doors, press: Press, settings: Settings
) -> None:
    limit(settings, RESERVE_PER_ADDRESS=Rate(4, 600))
    bad = [press.but(session="a" * 32), press.but(body=b"quantity=x")]
    django, lane = doors
    told = [door(one).status_code for door in (django, lane) for one in bad]
    assert told == [401, 400, 401, 400]

    with nothing_changes():
        refused = [door(one).status_code for door in (django, lane) for one in (*bad, press)]
    assert refused == [429] * 6


def test_a_forged_forwarded_for_gives_no_fresh_start(
    doors: Doors, press: Press, settings: Settings
) -> None:
    limit(settings, RESERVE_PER_ADDRESS=Rate(2, 600))
    for door in doors:
        door(press.with_headers(("X-Forwarded-For", "198.51.100.1")))
    forged = press.with_headers(("X-Forwarded-For", "198.51.100.2"))
    assert [door(forged).status_code for door in doors] == [429, 429]

    settings.TRUSTED_HOPS = 1
    told = press.with_headers(("X-Forwarded-For", "198.51.100.2, 203.0.113.7"))
    assert [door(told).status_code for door in doors] == [200, 200]
    assert counted("reserve:203*") == {"reserve:203.0.113.7:600": 2}


def test_a_form_is_refused_with_a_page(signed_in: Client, press: Press, settings: Settings) -> None:
    limit(settings, RESERVE_PER_ACCOUNT=Rate(1, 600))
    path = f"/rush/items/{press.item}/reserve/"
    signed_in.post(path, {"quantity": 1})
    with nothing_changes():
        page = signed_in.post(path, "quantity=2", content_type=URLENCODED)
    assert page.status_code == 429
    assert "Wait 10 minutes, then go on; what you hold is still yours." in page.text


def test_while_the_caches_redis_is_away_both_doors_hold(
    doors: Doors, press: Press, ada: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(settings, RESERVE_PER_ACCOUNT=Rate(1, 600))
    settings.CACHE_REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(cache_redis._Contact, "rests_until", 0.0)

    answers = [door(press) for door in (*doors, *doors)]

    assert [left(answer) for answer in answers] == [(201, None, None), *[(200, None, None)] * 3]
    assert inventory.stock(press.item).held == 1


# Request ids


def test_the_id_that_a_request_brings_is_in_its_answer(doors: Doors, press: Press) -> None:
    told = press.with_headers(("X-Request-ID", "a-proxy.made_1t"))
    answers = [door(one) for door in doors for one in (told, told.but(session="a" * 32))]
    assert [answer.status_code for answer in answers] == [201, 401, 200, 401]
    assert [answer["X-Request-ID"] for answer in answers] == ["a-proxy.made_1t"] * 4


def test_an_id_that_is_none_is_replaced(doors: Doors, press: Press) -> None:
    told = ["", "short", "x" * 65, "with spaces", "a;b;c;d;e", "\xe9" * 9]
    answers = [door(press.with_headers(("X-Request-ID", one))) for door in doors for one in told]
    ids = {answer["X-Request-ID"] for answer in answers}
    assert len(ids) == 2 * len(told)
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in ids)


def test_tests_run_without_limits_unless_they_are_about_them() -> None:
    assert real_settings.RATE_LIMITS is False
