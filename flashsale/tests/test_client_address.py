"""Who calls: what a proxy of ours wrote counts, and what anybody else wrote does not."""

import pytest
from pytest_django import Settings

from flashsale.client_address import client_address, counted_address

PROXY = "10.0.0.1"
VISITOR = "203.0.113.7"
LIE = "198.51.100.1"


def seen(forwarded: str | None, *, peer: str = PROXY) -> str:
    meta = {"REMOTE_ADDR": peer}
    return client_address(
        meta if forwarded is None else {**meta, "HTTP_X_FORWARDED_FOR": forwarded}
    )


def test_without_a_proxy_of_ours_what_the_client_says_counts_for_nothing(
    settings: Settings,
) -> None:
    settings.TRUSTED_HOPS = 0
    assert seen(None, peer=VISITOR) == VISITOR
    assert seen(LIE, peer=VISITOR) == VISITOR
    assert seen(f"{LIE}, {LIE}", peer=VISITOR) == VISITOR


def test_behind_one_proxy_what_it_wrote_counts_and_what_came_before_does_not(
    settings: Settings,
) -> None:
    settings.TRUSTED_HOPS = 1
    assert seen(VISITOR) == VISITOR
    assert seen(f"{LIE}, {VISITOR}") == VISITOR
    assert seen(f"{LIE},{LIE}, {LIE} ,{VISITOR}") == VISITOR


def test_behind_two_proxies_the_first_of_them_is_believed(settings: Settings) -> None:
    settings.TRUSTED_HOPS = 2
    assert seen(f"{VISITOR}, 10.0.0.2") == VISITOR
    assert seen(f"{LIE}, {VISITOR}, 10.0.0.2") == VISITOR


def test_what_came_past_a_proxy_is_counted_by_whoever_sent_it(settings: Settings) -> None:
    settings.TRUSTED_HOPS = 2
    assert seen(LIE, peer=VISITOR) == VISITOR
    assert seen(None, peer=VISITOR) == VISITOR
    assert seen("", peer=VISITOR) == VISITOR


@pytest.mark.parametrize("junk", ["unknown", "_hidden", "", "1.2.3", "' OR 1=1", "1" * 10_000])
def test_what_is_no_address_is_counted_by_whoever_sent_it(settings: Settings, junk: str) -> None:
    settings.TRUSTED_HOPS = 1
    assert seen(f"{LIE}, {junk}") == PROXY


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("203.0.113.7:50123", VISITOR),
        ("[2001:db8::7]:50123", "2001:db8::7"),
        ("2001:0DB8:0:0::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", VISITOR),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_an_address_has_one_spelling(settings: Settings, told: str, address: str) -> None:
    settings.TRUSTED_HOPS = 1
    assert seen(told) == address


def test_behind_a_socket_without_an_address_everybody_is_the_same_one() -> None:
    assert client_address({}) == client_address({"REMOTE_ADDR": ""}) == "unknown"


def test_of_ipv6_the_network_is_counted_since_one_customer_has_all_of_it() -> None:
    assert counted_address("2001:db8:1:2::7") == counted_address("2001:db8:1:2:ffff::1")
    assert counted_address("2001:db8:1:2::7") != counted_address("2001:db8:1:3::7")
    assert counted_address(VISITOR) == VISITOR
    assert counted_address("unknown") == "unknown"
