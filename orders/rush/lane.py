"""The lane itself: the one way through it, from request to answer."""

import logging
import time

from django.conf import settings
from django.urls import reverse

from accounts.errors import TooManyRequests
from accounts.limits.checking import arequire_room
from accounts.session_owners import owner_of
from flashsale import request_ids
from flashsale.access_log import log_access
from flashsale.client_address import client_address
from flashsale.errors import FlashSaleError
from flashsale.middleware import will_pass
from inventory import api as inventory
from orders.errors import SignedOut
from orders.reserving import areserve
from orders.rush.answers import facts_of
from orders.rush.body import ClientGone, drop_body, read_body
from orders.rush.checks import allowed_units
from orders.rush.protocol import Application, Receive, Scope, Send
from orders.rush.request import RushRequest
from orders.rush.sending import Answer, answer_for, held_answer, refused_answer, send_answer
from orders.rush.taking import Taking

logger = logging.getLogger(__name__)


class RushLane:
    """An ASGI application: the JSON reserve is answered here, everything else by `pages`.

    What it does not take, it has not touched.
    """

    def __init__(self, pages: Application) -> None:
        self._pages = pages
        self._taking = Taking()
        self._cart_url = reverse("orders:cart")
        self._session_cookie = settings.SESSION_COOKIE_NAME

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        item = self._taking.item_in(scope)
        if item is not None:
            request = RushRequest(scope)
            if self._taking.takes(request):
                began_at = time.perf_counter()
                answer = await self._answer(request, receive, item=item)
                if answer is not None:
                    await send_answer(answer_for(request, answer), send)
                    log_access(request, status=answer.status, began_at=began_at, user=request.buyer)
                return
        await self._pages(scope, receive, send)

    async def _answer(self, request: RushRequest, receive: Receive, *, item: str) -> Answer | None:
        """What to say; None where nobody is there any more."""
        request_ids.current.set(request.request_id)  # the server made this context for it alone
        try:
            held = await self._hold(request, receive, item=item)
        except FlashSaleError as error:
            return refused_answer(**facts_of(error))
        except ClientGone:
            return None
        except Exception as error:
            if will_pass(error):
                logger.warning("POST %s: %s", request.path, error)
                return refused_answer(**facts_of(inventory.StockUnavailable()))
            logger.exception("POST %s", request.path)
            return refused_answer(**facts_of(FlashSaleError()))
        return held_answer(held, cart_url=self._cart_url)

    async def _hold(
        self, request: RushRequest, receive: Receive, *, item: str
    ) -> inventory.Reservation:
        """The refusals in their order of precedence: 429, 401, 403, 413, 400, 404, 409, 503."""
        buyer = await owner_of(request.COOKIES.get(self._session_cookie))
        request.buyer = buyer
        try:
            await arequire_room(request, account=buyer, address=client_address(request.META))
            if buyer is None:
                raise SignedOut
        except (TooManyRequests, SignedOut):
            await drop_body(receive)
            raise
        await read_body(request, receive)
        return await areserve(item, buyer=buyer, units=allowed_units(request))
