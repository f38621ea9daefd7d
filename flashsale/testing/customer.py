"""A customer in a rush: wants units, has a plan, is patient for a while, notes what they heard.

A customer does what a person does whose page fails: presses again, sends the form once more,
looks at the cart and at their orders. What a shop may not say to such a person is a surprise.
"""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial

from flashsale.testing.shopper import Answer, Shopper, fields_of, order_number

PATIENCE_SECONDS = 40.0
PAUSE_SECONDS = 0.25
OK, CREATED, NOT_PAID, CHANGED, AWAY = 200, 201, 402, 409, 503
GONE = ("out_of_stock", "purchase_limit")


class Plan(Enum):
    BUYS = auto()
    IS_DECLINED_FIRST = auto()
    CANCELS = auto()
    LETS_GO = auto()
    WALKS_AWAY = auto()


@dataclass(slots=True)
class Customer:
    """`tell` is called with "held", "bought" or "cancelled" when they hear of it.

    They think for a while before they check out, and before they cancel. `bought` and `cancelled`
    are numbers of orders; `refusal` is why nothing is held.
    """

    shopper: Shopper
    session: str
    item: str
    units: int
    plan: Plan
    think_seconds: float
    tell: Callable[[str], None]
    bought: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    refusal: str = ""
    surprises: list[str] = field(default_factory=list)
    gives_up_at: float = 0.0

    def go(self) -> None:
        """The plan was carried out, as far as the shop let them. Raises TimeoutError."""
        self.gives_up_at = time.monotonic() + PATIENCE_SECONDS
        if not self._hold():
            return
        time.sleep(self.think_seconds)
        if self.plan is Plan.LETS_GO:
            self._ask(lambda: self._submit_if_shown("/cart/", f"/cart/{self.item}/release/"))
        elif self.plan is not Plan.WALKS_AWAY:
            self._buy()
            if self.plan is Plan.CANCELS:
                time.sleep(self.think_seconds)
                self._cancel()

    def _hold(self) -> bool:
        """Held at last, or refused for good."""
        answer = self._ask(lambda: self.shopper.press(self.item, units=self.units))
        if answer.status in (OK, CREATED):
            self.tell("held")
            return True
        self.refusal = answer.text
        if not any(code in answer.text for code in GONE):
            self.surprises.append(f"reserve: {answer.status} {answer.text[:200]}")
        return False

    def _buy(self) -> None:
        """An order stands; where the hold was lost or ran out, the button was pressed again."""
        payment = "decline" if self.plan is Plan.IS_DECLINED_FIRST else "approve"
        while True:
            answer = self._check_out(payment)
            number = order_number(answer)
            if number is not None:
                self.bought.add(number)
                self.tell("bought")
                return
            if answer.status == NOT_PAID:
                payment = "approve"
            elif self._has_an_order() or not self._hold():
                return

    def _check_out(self, payment: str) -> Answer:
        """What the form was answered, sent again until it was; the cart where that is empty."""
        page = self._ask(lambda: self.shopper.get("/checkout/"))
        form = fields_of(page, action="/checkout/")
        if "seen" not in form:
            self._breathe("there is nothing to check out")
            return page
        form["payment"] = payment
        answer = self._ask(lambda: self.shopper.post("/checkout/", form))
        if answer.status not in (OK, CHANGED, NOT_PAID):
            self.surprises.append(f"checkout: {answer.status} {answer.text[:200]}")
        return answer

    def _has_an_order(self) -> bool:
        """The page that would have told its number never came."""
        return ">Placed<" in self._ask(lambda: self.shopper.get("/orders/")).text

    def _cancel(self) -> None:
        for number in sorted(self.bought):
            page = f"/orders/{number}/"
            answer = self._ask(partial(self._submit_if_shown, page, f"{page}cancel/"))
            if answer.status != OK:
                self.surprises.append(f"cancel: {answer.status} {answer.text[:200]}")
                continue
            self.bought.remove(number)
            self.cancelled.add(number)
            self.tell("cancelled")

    def _submit_if_shown(self, page: str, action: str) -> Answer:
        """Where the form is not shown any more, it was heard the last time."""
        shown = self.shopper.get(page)
        form = fields_of(shown, action=action)
        return self.shopper.post(action, form) if form else shown

    def _ask(self, ask: Callable[[], Answer]) -> Answer:
        """The first answer that is no excuse. Raises TimeoutError."""
        while True:
            try:
                answer = ask()
            except (OSError, http.client.HTTPException) as error:
                excuse = repr(error)
            else:
                if answer.status != AWAY:
                    return answer
                excuse = f"{answer.status} {answer.text[:200]}"
            self._breathe(excuse)

    def _breathe(self, excuse: str) -> None:
        if time.monotonic() > self.gives_up_at:
            raise TimeoutError(f"not served in {PATIENCE_SECONDS:g} seconds: {excuse}")
        time.sleep(PAUSE_SECONDS)
