"""Why a webhook can't be added, or sent."""

from shop.errors import ShopError


class WebhookError(ShopError):
    """Nothing was added, and nothing was sent."""

    code = "webhook"


class BadAddress(WebhookError):
    """Nothing may be sent there."""

    code = "bad_address"


class TooManyEndpoints(WebhookError):
    """One person can't have any number of them."""

    code = "too_many_endpoints"

    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} addresses, and can't have more. Delete one first.")
        self.most = most
