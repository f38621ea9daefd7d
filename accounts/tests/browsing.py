"""What a test asks of a browser's session."""

from django.test import Client
from django.urls import reverse


def key_of(client: Client) -> str:
    return client.cookies["sessionid"].value


def is_signed_in(client: Client) -> bool:
    """Whether the profile is shown; else it must be the way to the login page."""
    answer = client.get(reverse("accounts:profile"))
    assert answer.status_code in {200, 302}
    if answer.status_code == 302:
        assert answer.url.startswith(reverse("accounts:login"))
    return answer.status_code == 200


def with_cookie(session_key: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = session_key
    return client
