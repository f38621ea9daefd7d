"""Who can sign in to the demo shop. Known to everybody, and to `make run`, which prints them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoLogin:
    """Somebody to sign in as; the password is known to everybody. `store` is the slug of theirs."""

    email: str
    password: str
    name: str
    is_staff: bool = False
    store: str = ""


DEMO_SHOPPER = DemoLogin("shopper@example.com", "window-shopping", "Robin Hale")
DEMO_STAFF = DemoLogin("staff@example.com", "behind-the-counter", "Imogen Park", is_staff=True)
DEMO_OWNER = DemoLogin(
    "owner@example.com", "above-the-boatyard", "Tove Arden", store="tarn-and-welt"
)
