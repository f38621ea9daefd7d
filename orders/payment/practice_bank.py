"""What the shopper's bank does at the test gateway: it asks the shopper, and tells the shop."""

from orders.models import TestCharge
from orders.payment.practice_methods import LATE, WEBHOOK_FIRST, WEBHOOK_TWICE
from orders.payment.sending import send_at_once, send_soon

Status = TestCharge.Status


def decide(charge: TestCharge, *, is_approved: bool) -> None:
    """The shopper has answered the bank's question, and the shop is told; only the first counts.

    The slow bank takes note of an approval, and tells nobody yet.
    """
    status = Status.DECLINED
    if is_approved:
        status = Status.SLOW if charge.method == LATE else Status.AUTHORISED
    waiting = TestCharge.objects.filter(pk=charge.pk, status=Status.PENDING)
    if waiting.update(status=status) and status != Status.SLOW:
        _tell_shop(charge, f"charge.{status}")


def approve_late(key: str) -> bool:
    """The slow bank has approved, at the moment in which the shop lets the payment go.

    What overtakes each other in a real bank: the shop is told that its payment is let go, and
    then that it is authorised. Returns False where no slow payment waits.
    """
    slow = TestCharge.objects.filter(key=key, status=Status.SLOW)
    if not slow.update(status=Status.AUTHORISED):
        return False
    send_soon(key, kind="charge.authorised")
    return True


def _tell_shop(charge: TestCharge, kind: str) -> None:
    if charge.method == WEBHOOK_FIRST:
        send_at_once(charge.key, kind=kind)
        return
    send_soon(charge.key, kind=kind, times=2 if charge.method == WEBHOOK_TWICE else 1)
