"""The API's description of itself: complete, consistent, and with examples that fit it."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from flashsale.answers import JSON
from flashsale.api.completing import operations
from flashsale.api.examples import BODIES
from flashsale.api.refusals import STATUS
from flashsale.api.site import api

WAYS = {"KeyWay", "TokenWay", "SessionWay"}
ALWAYS = {"400", "422", "429", "500", "503"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """As a program gets it: through JSON."""
    told: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return told


def test_the_schema_is_served_as_openapi_3_1(client: Client, schema: dict[str, Any]) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer["Content-Type"].startswith(JSON)
    assert answer.json() == schema
    assert schema["openapi"] == "3.1.0"
    ways = schema["components"]["securitySchemes"]
    assert {name for name, way in ways.items() if way["description"]} == WAYS


def test_each_operation_has_an_id_of_its_own_a_tag_and_words(schema: dict[str, Any]) -> None:
    all_told = [told for methods in schema["paths"].values() for told in methods.values()]
    assert len(operations(schema)) == len(all_told)
    tags = {tag["name"] for tag in schema["tags"]}
    for told in all_told:
        assert re.fullmatch("[a-z]+(_[a-z]+)*", told["operationId"])
        assert len(told["tags"]) == 1
        assert set(told["tags"]) <= tags
        assert told["summary"]
        assert told["description"].endswith(".")


def test_each_operation_tells_every_refusal_that_any_may_give(schema: dict[str, Any]) -> None:
    for name, told in operations(schema).items():
        assert set(told["responses"]) >= ALWAYS, name
        assert ("401" in told["responses"]) == bool(told.get("security")) or name in {
            "login",
            "refresh",
        }


def test_every_status_of_the_refusals_is_one_that_some_operation_tells(
    schema: dict[str, Any],
) -> None:
    told = {int(status) for each in operations(schema).values() for status in each["responses"]}
    assert set(STATUS.values()) - {405} <= told


@pytest.mark.parametrize("operation", BODIES)
def test_the_example_of_a_body_fits_its_schema(schema: dict[str, Any], operation: str) -> None:
    content = operations(schema)[operation]["requestBody"]["content"][JSON]
    fits = {"components": schema["components"], **content["schema"]}
    jsonschema_rs.validator_for(fits, validate_formats=True).validate(content["example"])


def test_the_page_of_the_api_shows_it_under_the_shops_own_policy(client: Client) -> None:
    answer = client.get("/api/v1/docs")
    page = answer.content.decode()
    assert 'data-api-docs="/api/v1/openapi.json"' in page
    assert re.findall(r"<script(?![^>]* src=\"/static/)", page) == []
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "img-src 'self' data:" in policy
    assert "unsafe" not in policy
