"""Which socket address belongs to which consumer."""

from django.urls import re_path

from lib.sockets import NoSuchSocket
from quizzes.live.routing import websocket_urlpatterns as live

websocket_urlpatterns = [
    *live,
    re_path("", NoSuchSocket.as_asgi()),  # type: ignore[arg-type]  # Channels routes by Django's paths
]
