"""Why a discount code takes nothing off. Each says what to do."""

from orders.errors import OrderError


class DiscountRefused(OrderError):
    """The code takes nothing off this cart."""

    code = "discount_refused"


class DiscountUnknown(DiscountRefused):
    """There is no such code, or staff have switched it off."""

    code = "discount_unknown"
    message = "We don't know this code. Look at its letters again, or go on without it."


class DiscountNotYet(DiscountRefused):
    """The code's time has not come."""

    code = "discount_not_yet"


class DiscountOver(DiscountRefused):
    """The code's time has passed."""

    code = "discount_over"


class DiscountBelowMinimum(DiscountRefused):
    """What the code applies to costs too little."""

    code = "discount_below_minimum"


class DiscountElsewhere(DiscountRefused):
    """The code is for other products."""

    code = "discount_elsewhere"


class DiscountUsedUp(DiscountRefused):
    """As many orders as may have used the code."""

    code = "discount_used_up"
    message = "This code has been used up. Nothing was charged: go on without it."


class DiscountUsedByYou(DiscountUsedUp):
    """This buyer has used the code as often as one person may."""

    code = "discount_used_by_you"

    def __init__(self, *, most: int) -> None:
        times = "once" if most == 1 else f"{most} times"
        super().__init__(
            f"Each person can use this code {times}, and you have. Nothing was charged: go on"
            " without it."
        )
