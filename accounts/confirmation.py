"""Confirmed emails: whoever follows a link in a mail has shown that the mailbox is theirs."""

import logging
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from accounts.errors import ConfirmationAway, ConfirmationError, ConfirmationTooSoon
from accounts.models import User
from accounts.tasks import send_confirmation
from accounts.tokens import confirmable
from flashsale import clock

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_MAILS = 60


def may_buy(user: User) -> bool:
    """Whether this person may pay: where the shop wants confirmed emails, who has one."""
    return not settings.CONFIRM_EMAIL_TO_BUY or user.email_confirmed_at is not None


def mail_link(user: User) -> None:
    """A mail with a new link is on its way.

    Raises ConfirmationTooSoon where one has just been sent, and ConfirmationAway where none can
    be sent now.
    """
    if not _is_due(user.pk):
        raise ConfirmationTooSoon
    try:
        send_confirmation.delay(str(user.pk))
    except OperationalError as error:
        _forget(user.pk)
        raise ConfirmationAway from error


def mail_first_link(user: User) -> None:
    """`mail_link`, for who has just registered, and waits for no mail.

    Where none can be sent the profile has a button for later.
    """
    try:
        mail_link(user)
    except ConfirmationError as error:
        logger.warning("No link was sent to a new shopper: %s", error)


def confirm(token: str) -> User:
    """The email that the token names is confirmed, and its user returned; again does no harm.

    Raises ConfirmationTooOld.
    """
    user = confirmable(token)
    unconfirmed = User.objects.filter(
        pk=user.pk, email=user.email, is_active=True, email_confirmed_at__isnull=True
    )
    unconfirmed.update(email_confirmed_at=clock.now())
    return user


def _is_due(user_id: UUID) -> bool:
    """While Redis is away every mail is due."""
    try:
        return bool(cache.add(_throttle(user_id), 1, timeout=SECONDS_BETWEEN_MAILS))
    except (RedisError, OSError):
        return True


def _forget(user_id: UUID) -> None:
    try:
        cache.delete(_throttle(user_id))
    except (RedisError, OSError):
        logger.warning("A link for %s can be sent in %s seconds.", user_id, SECONDS_BETWEEN_MAILS)


def _throttle(user_id: UUID) -> str:
    return f"confirmation:{user_id}"
