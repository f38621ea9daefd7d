"""People, and how their programs prove whose they are."""

from accounts.models.keys import ApiKey
from accounts.models.tokens import RefreshToken, TokenFamily
from accounts.models.users import User, UserManager, canonical_email

__all__ = ["ApiKey", "RefreshToken", "TokenFamily", "User", "UserManager", "canonical_email"]
