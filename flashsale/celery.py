"""Background work: Celery, with the periodic tasks of every app."""

import os

from celery import Celery

from flashsale import task_log  # noqa: F401 - its signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flashsale.settings")

app = Celery("flashsale")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
