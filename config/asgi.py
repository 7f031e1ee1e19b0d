"""The ASGI application: sockets by Channels, pages and API by Django's WSGI handler behind our edge."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application

_pages = get_wsgi_application()

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from accounts.signin.middleware import SocketAuthentication
from config.routing import websocket_urlpatterns
from lib.serving.edge import Edge
from lib.serving.lifespan import lifespan

_sockets = SocketAuthentication(URLRouter(websocket_urlpatterns))
_protocols = ProtocolTypeRouter({"http": Edge(_pages), "websocket": _sockets, "lifespan": lifespan})

# Here rather than in the server's flags: the same behind uvicorn and daphne, and only from proxies that were named.
application = ProxyHeadersMiddleware(_protocols, settings.TRUSTED_PROXIES) if settings.TRUSTED_PROXIES else _protocols
