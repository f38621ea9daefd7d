"""The door for websockets and for the rush; where one server does everything, for pages too."""

import gc
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flashsale.settings")

pages = get_asgi_application()

# These need the apps that Django has just loaded.
from flashsale.websocket_ids import SocketIds  # noqa: E402
from inventory.api import refuse_evicting_redis  # noqa: E402
from orders.rush.lane import RushLane  # noqa: E402
from shop.live.routing import websocket_urlpatterns  # noqa: E402

refuse_evicting_redis()

application = ProtocolTypeRouter(
    {
        "http": RushLane(pages),
        "websocket": SocketIds(AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns))),
    }
)

# What was loaded stays for good. Without this, the garbage collector looks through all of it in
# the middle of the rush, once, and everybody waits for 0.1 to 0.2 s.
gc.collect()
gc.freeze()
