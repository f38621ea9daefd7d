"""Deleting an account: the person is gone, and what was bought stays on record without a name.

    1. one transaction: every order loses its buyer and its address; the account is gone, with
       its addresses and what it counted of discounts
    2. no copy of a session is believed any more; in the database no session has a user to find
    3. what the person held is let go

Killed before 1 is committed, nothing has happened, and it can be done again. Killed after it, the
copies of sessions end by themselves within a minute, and holds when their time is over.

While an order is pending its buyer stays. One that another tab begins in the middle of 1 either
keeps 1 from happening, or finds that its hold was let go: then it is given up, uncharged.
"""

import logging
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError
from django.db.models import QuerySet

from accounts.models import User
from flashsale import clock, transactions
from inventory import api as inventory
from orders.errors import (
    CannotLeave,
    LastSuperuser,
    OrderPending,
    SaleStillRunning,
    WorkedInAdmin,
)
from orders.models import ADDRESS_FIELDS, Order
from orders.standing import bought_lines

logger = logging.getLogger(__name__)

IN_THE_LOG = "a deleted account"


def reason_to_stay(user: User) -> CannotLeave | None:
    """Why the account can't be deleted now, if it can't."""
    if Order.objects.filter(buyer_id=user.pk, status=Order.Status.PENDING).exists():
        return OrderPending()
    bought = bought_lines().filter(order__buyer_id=user.pk)
    if bought.filter(item__sale__ends_at__gt=clock.now()).exists():
        return SaleStillRunning()
    if LogEntry.objects.filter(user_id=user.pk).exists():
        return WorkedInAdmin()
    if user.is_superuser and not _other_superusers(user).exists():
        return LastSuperuser()
    return None


def leave(user: User) -> None:
    """The account is deleted; if it was already, nothing changes.

    Raises OrderPending, SaleStillRunning, WorkedInAdmin or LastSuperuser: then nothing has changed.
    """
    try:
        transactions.run(lambda: _delete(user.pk))
    except IntegrityError as error:
        # The database knows of an order of theirs that began in this moment.
        raise OrderPending from error
    _let_go(user.pk)


def _delete(user_id: UUID) -> None:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    reason = reason_to_stay(user)
    if reason is not None:
        raise reason
    without_address = dict.fromkeys(ADDRESS_FIELDS, "")
    Order.objects.filter(buyer_id=user_id).update(buyer=None, **without_address)
    # What staff have done with the account stays known, by its id.
    people = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=people, object_id=str(user_id)).update(
        object_repr=IN_THE_LOG
    )
    user.delete()


def _other_superusers(user: User) -> QuerySet[User]:
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)


def _let_go(buyer: UUID) -> None:
    try:
        for hold in inventory.holds_of(buyer).holds:
            inventory.release(hold.pool_id, buyer=buyer)
    except inventory.StockError as error:
        logger.warning("Holds of a deleted account will run out by themselves: %s", error)
