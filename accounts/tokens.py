"""What a link that confirms an email carries: whose it is and which email, signed, with its time.

It confirms that email and no other: once the account has a new one, old links are worth nothing.
"""

from datetime import timedelta

from django.core import signing

from accounts.errors import ConfirmationTooOld
from accounts.models import User

LINK_DAYS = 3
SALT = "accounts.confirmation"


def confirmation_token(user: User) -> str:
    """The token that confirms the user's present email for LINK_DAYS."""
    return signing.dumps([str(user.pk), user.email], salt=SALT)


def confirmable(token: str) -> User:
    """Whose email the token confirms.

    Raises ConfirmationTooOld if the token is too old, not ours, or of an email that nobody has.
    """
    try:
        user_id, email = signing.loads(token, salt=SALT, max_age=timedelta(days=LINK_DAYS))
    except signing.BadSignature as error:
        raise ConfirmationTooOld from error
    user = User.objects.filter(pk=user_id, email=email, is_active=True).first()
    if user is None:
        raise ConfirmationTooOld
    return user
