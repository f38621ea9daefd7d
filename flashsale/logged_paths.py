"""Addresses as they may be logged."""

import re
from urllib.parse import quote

AS_WRITTEN = "/~:@&+$,;=-_.!*'()"
TOKENS = re.compile(r"(/accounts/(?:confirm/|password-reset/[^/]+/))(?!done/|sent/).+")
HIDDEN = r"\1***"


def shown_path(path: str) -> str:
    """The path in one line, without the token of a mailed link, which is as good as a password."""
    return TOKENS.sub(HIDDEN, quote(path, safe=AS_WRITTEN, errors="replace"))
