"""What `manage.py check --deploy` says about payment."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info

NO_MONEY = Info(
    "The shop is paid through the test gateway, which moves no money.",
    hint="PAYMENT_GATEWAY=stripe, with its keys, takes real payments.",
    id="orders.I001",
)


def money_is_moved(**_: Any) -> list[CheckMessage]:
    """Says so where a shop that is open to the world takes test cards.

    No warning: that is the default, and a demonstration of the shop is not misconfigured.
    """
    is_practice = settings.PAYMENT_GATEWAY == "test"
    return [NO_MONEY] if is_practice and not settings.DEBUG else []
