"""`python -m bench.engine`: what `make bench` calls.

Settings are told to this process before anything reads them, and the rest is imported then. A
developer's own settings must not change a figure.
"""

import os
import secrets
import sys

from flashsale.development.ports import free_port


def main() -> int:
    port = free_port()
    for name in ("STOCK_REDIS_URL", "CACHE_REDIS_URL", "BROKER_URL", "DATABASE_URL"):
        os.environ.pop(name, None)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="flashsale.settings",
        READ_ENV_FILES="0",
        DEBUG="0",
        SECRET_KEY=secrets.token_hex(32),
        REDIS_URL=f"redis://127.0.0.1:{port}/0",
    )
    from bench.engine import suite  # noqa: PLC0415 - only now is the environment complete

    return suite.main(port)


if __name__ == "__main__":
    sys.exit(main())
