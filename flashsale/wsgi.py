"""The door for pages behind a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flashsale.settings")

application = get_wsgi_application()

from inventory.api import refuse_evicting_redis  # noqa: E402 - needs the apps that Django loads

refuse_evicting_redis()
