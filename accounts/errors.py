"""What can be refused to a person."""

from flashsale.durations import duration
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


class SignInRefused(AccountError):
    """Email and password do not belong together, or the account is shut: not told apart."""

    code = "bad_login"
    message = "This email and password do not belong together. Please check both."


class BadToken(AccountError):
    """An access or refresh token that is too old, was ended, or was never ours."""

    code = "bad_token"
    message = "This token is too old or was ended. Refresh it, or sign in again."


class RefusedKey(AccountError):
    """A request signed with an API key was refused."""

    code = "bad_key"


class BadKey(RefusedKey):
    """There is no such key (any more), or its person's account is shut."""

    code = "bad_key"
    message = "This API key doesn't exist, or was revoked."


class BadSignature(RefusedKey):
    """The signature does not fit what was received, or is missing."""

    code = "bad_signature"
    message = (
        "The signature doesn't fit. Sign METHOD, PATH?QUERY, X-Timestamp, X-Nonce and the body's"
        " SHA-256, each on a line of its own."
    )


class StaleTimestamp(RefusedKey):
    """The request was signed too long ago, or by a clock that is wrong."""

    code = "stale_timestamp"
    message = "X-Timestamp must be the Unix time in seconds, within five minutes of ours."


class Replayed(RefusedKey):
    """A request with this nonce was answered already."""

    code = "replayed"
    message = "This nonce was used before. Take a new one for each request, also to try again."


class NoncesAway(RefusedKey):
    """Whether the request is a replay can't be known while Redis is away."""

    code = "unavailable"
    message = "Signed requests can't be checked at this moment. Please try again in a moment."


class OutOfScope(RefusedKey):
    """The key is good, and not for this."""

    code = "scope"
    message = "This API key has no scope for that. Make one that has."


class TooManyKeys(AccountError):
    """One person needs only so many programs."""

    code = "too_many_keys"
    message = "You have as many API keys as one account can have. Revoke one first."


class TooManyRequests(AccountError):
    """This caller has used up what one may ask for in so much time.

    `retry_after` is the whole seconds after which there is room again.
    """

    code = "too_many_requests"

    def __init__(self, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"That was a lot at once. Please try again in {duration(retry_after)}.")


class LockedOut(AccountError):
    """Too many wrong passwords were typed for this email, whether or not it has an account."""

    code = "locked_out"

    def __init__(self, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(
            "Too many wrong passwords were typed for this email. Try again in"
            f" {duration(retry_after)}, or choose a new password: that works at once."
        )
