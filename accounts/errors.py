"""What can be refused to a person."""

from flashsale.errors import FlashSaleError


class AccountError(FlashSaleError):
    """Something about an account was refused."""

    code = "account"


class EmailTaken(AccountError):
    """Another account has this email, in whatever letter case it was typed."""

    code = "email_taken"
    message = "There already is an account with this email."


class EmailNotConfirmed(AccountError):
    """The shop wants a confirmed email before the first purchase, and this one isn't."""

    code = "email_not_confirmed"
    message = (
        "Confirm your email first: follow the link that we sent you. Your units are still held."
    )


class ConfirmationError(AccountError):
    """The email is not confirmed, or no link was sent."""

    code = "confirmation"


class ConfirmationTooOld(ConfirmationError):
    """The link is too old, or was never ours, or the account has another email now."""

    code = "confirmation_too_old"
    message = "This link no longer works."


class ConfirmationTooSoon(ConfirmationError):
    """A link was sent a moment ago."""

    code = "confirmation_too_soon"
    message = "We sent you a link less than a minute ago. Look into your mail, spam too."


class ConfirmationAway(ConfirmationError):
    """Nothing takes mails at this moment."""

    code = "confirmation_away"
    message = "The mail can't be sent at this moment. Please try again in a minute."
