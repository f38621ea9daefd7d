"""The way back, offered to staff at any time: of orders, and of a line of one."""

from collections.abc import Sequence

from django.http import HttpRequest
from unfold.enums import ActionVariant

from accounts.models import User
from flashsale.staff_actions import StaffAction
from orders.calling_off import refunded_so_far
from orders.cancelling import cancel, cancel_line
from orders.models import Order, OrderLine
from orders.shown_orders import order_view

Status = Order.Status

NOT_UNDONE = "This can't be undone."


def staff_may_cancel(request: HttpRequest) -> bool:
    """Nobody edits an order; who might, may cancel it and its lines."""
    return isinstance(request.user, User) and request.user.has_perm("orders.change_order")


def _if_cancelled(orders: Sequence[Order]) -> list[list[str]]:
    return [_outlook(order) for order in orders]


def _outlook(order: Order) -> list[str]:
    if order.status != Status.PLACED:
        return [f"{order} is {order.status}, not placed: nothing changes."]
    lines = list(OrderLine.objects.filter(order_id=order.pk, cancelled_at__isnull=True))
    left = order.total - refunded_so_far(order.pk)
    return [
        f"{left} {order.currency} are refunded to the buyer, who gets a mail.",
        *[_back(line) for line in lines],
        f"Its places in the sales are not given to anybody else. {NOT_UNDONE}",
    ]


def _if_line_cancelled(lines: Sequence[OrderLine]) -> list[list[str]]:
    return [_outlook_of_line(line) for line in lines]


def _outlook_of_line(line: OrderLine) -> list[str]:
    view = order_view(line.order)
    standing = [shown for shown in view.lines if shown.line.cancelled_at is None]
    chosen = [shown for shown in standing if shown.line.pk == line.pk]
    if not chosen or line.order.status != Status.PLACED:
        return [f"{line} is cancelled, or its order was never placed: nothing changes."]
    if len(standing) == 1:
        return [
            f"It is all that is left: order {line.order} is cancelled with it.",
            *_outlook(line.order),
        ]
    return [
        f"{chosen[0].cost} {line.order.currency} are refunded to the buyer, who gets a mail.",
        _back(line),
        f"The rest of order {line.order} stands. {NOT_UNDONE}",
    ]


def _back(line: OrderLine) -> str:
    return f"{line.product_name}: units that go back into stock: {line.units}."


def _cancelled(order: Order) -> str:
    if order.refunded_at is None:
        return f"{order} is cancelled. The refund follows as soon as the gateway answers."
    return f"{order} is cancelled, and {order.total} {order.currency} are refunded."


def _line_cancelled(line: OrderLine) -> str:
    if line.cancelled_at is None:
        return _cancelled(Order.objects.get(pk=line.order_id))
    refund = line.refund
    if refund.refunded_at is None:
        return f"{line} is cancelled. The refund follows as soon as the gateway answers."
    return f"{line} is cancelled, and {refund.amount} {line.order.currency} are refunded."


CANCEL = StaffAction(
    name="cancel",
    label="Cancel and refund",
    icon="undo",
    question="Cancel and refund {}?",
    yes="Yes, cancel and refund",
    service=cancel,
    foresee=_if_cancelled,
    done=_cancelled,
    permission="cancel",
    variant=ActionVariant.DANGER,
)

CANCEL_LINE = StaffAction(
    name="cancel",
    label="Cancel and refund a line",
    icon="undo",
    question="Cancel and refund {}?",
    yes="Yes, cancel and refund this line",
    service=cancel_line,
    foresee=_if_line_cancelled,
    done=_line_cancelled,
    permission="cancel",
    variant=ActionVariant.DANGER,
)
