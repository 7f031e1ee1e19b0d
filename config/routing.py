"""Which socket address belongs to which consumer."""

from quizzes.live.routing import websocket_urlpatterns as live

websocket_urlpatterns = [*live]
