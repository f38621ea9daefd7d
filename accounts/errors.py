"""What can be refused to a person."""

from flashsale.errors import FlashSaleError


class AccountError(FlashSaleError):
    """Something about an account was refused."""

    code = "account"


class EmailTaken(AccountError):
    """Another account has this email, in whatever letter case it was typed."""

    code = "email_taken"
    message = "There already is an account with this email."
