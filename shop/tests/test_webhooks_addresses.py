"""Where webhooks may go: nowhere inside, however the address is written."""

import socket

import pytest

from shop.tests.receiving import Receiver
from shop.webhooks.addresses import check_url, is_inside
from shop.webhooks.errors import BadAddress
from shop.webhooks.posting import Answer, post


@pytest.fixture
def outside_only(settings: object) -> None:
    settings.WEBHOOKS_MAY_STAY_INSIDE = False


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.0.3", "10.0.0.5", "172.16.3.4", "192.168.1.1",
        "0.0.0.0",  # noqa: S104 - nobody binds to it
        "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::7", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.5", "2002:7f00:1::", "64:ff9b::a00:5",
        "2001:0:4136:e378:8000:63bf:f5ff:fffa",
    ],
)  # fmt: skip
def test_an_address_that_the_internet_cannot_reach_is_inside(address: str) -> None:
    assert is_inside(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"],
)
def test_an_address_of_the_internet_is_outside(address: str) -> None:
    assert not is_inside(address)


@pytest.mark.usefixtures("outside_only")
@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/", "ftp://hooks.example/", "https://", "https:///hooks",
        "hooks.example",
        "https://ada:secret@hooks.example/", "https://hooks.example:port/", "https://[::1/",
        "https://localhost/", "https://db.internal/", "https://127.0.0.1:8000/", "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
    ],
)  # fmt: skip
def test_an_address_that_can_be_seen_to_be_wrong_is_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        check_url(url)


@pytest.mark.usefixtures("outside_only")
def test_an_https_address_outside_is_accepted() -> None:
    check_url("https://hooks.example:8443/flashsale?shop=1")


def test_inside_is_accepted_where_the_shop_is_told_so() -> None:
    check_url("http://localhost:9000/hooks")


@pytest.mark.usefixtures("outside_only")
def test_a_name_that_means_an_address_inside_is_not_connected_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(receiver.url.rsplit(":", 1)[1].split("/")[0])
    asked = []

    def resolve(host: str, port: int, **options: object) -> list[tuple]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    answer = post(f"https://rebound.example:{port}/", body=b"{}", headers={})

    assert asked == ["rebound.example"]
    assert answer == Answer(None, "The address leads inside the shop's own network.")
    assert receiver.got == []


@pytest.mark.usefixtures("outside_only")
def test_an_endpoint_from_when_http_was_allowed_is_not_sent_to(receiver: Receiver) -> None:
    answer = post(receiver.url, body=b"{}", headers={})

    assert answer == Answer(None, "The address must begin with https://.")
    assert receiver.got == []


def test_a_receiver_whose_certificate_is_not_to_be_trusted_gets_nothing(receiver: Receiver) -> None:
    answer = post(receiver.url.replace("http://", "https://"), body=b"{}", headers={})

    assert answer == Answer(None, "The certificate could not be verified.")
    assert receiver.got == []
