"""Counting finds out who asks; where the database can't tell, the page says that it is away."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.tests.limiting import limit


@pytest.mark.usefixtures("database_away")
def test_without_a_database_a_limited_page_says_so(client: Client, settings: Settings) -> None:
    limit(settings)
    client.cookies["sessionid"] = "a" * 32
    page = client.get("/accounts/profile/")
    assert (page.status_code, page["RateLimit-Limit"]) == (503, "12000")
