"""How pages are served while they are measured: as in production."""

import sys

WORKERS = 2


def pages(port: int) -> list[str]:
    """Granian serves the WSGI door."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS),
        "--blocking-threads", "16", "--host", "127.0.0.1", "--port", str(port),
        "--log-level", "warning", "flashsale.wsgi:application",
    ]  # fmt: skip
