"""The project: settings, addresses, servers, and what every app may import."""

from flashsale.celery import app as celery_app

__all__ = ["celery_app"]
