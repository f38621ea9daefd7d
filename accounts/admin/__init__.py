"""People and groups; their programs, only read and revoked here."""

from accounts.admin import keys, people, tokens

__all__ = ["keys", "people", "tokens"]
