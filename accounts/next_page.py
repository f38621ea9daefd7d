"""Where a visitor goes after signing in."""

from urllib.parse import urlsplit

from django.contrib.auth.views import RedirectURLMixin
from django.urls import reverse

NOT_WORTH_RETURNING_TO = ("accounts:login", "accounts:register", "accounts:logout")


class NextPageMixin(RedirectURLMixin):
    """Goes to the page named by `next`, if that is the shop's own, else to the front page."""

    next_page: str | None = "shop:home"

    def get_redirect_url(self) -> str:  # type: ignore[override] # the stubs are of Django 6
        """The page to go back to, or "": another site, and the way in or out, are none.

        A signed-in visitor who is sent back to the login page would be sent on for ever.
        """
        url = super().get_redirect_url()
        ways = {reverse(name) for name in NOT_WORTH_RETURNING_TO}
        return "" if urlsplit(url).path in ways else url
