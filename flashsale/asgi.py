"""The door for websockets; where one server does everything, for pages too."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flashsale.settings")

pages = get_asgi_application()

# These need the apps that Django has just loaded.
from inventory.api import refuse_evicting_redis  # noqa: E402
from shop.live.routing import websocket_urlpatterns  # noqa: E402

refuse_evicting_redis()

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
    }
)
