"""Socket addresses of live games."""

from django.urls import path

from quizzes.live.consumers import GameSocket

websocket_urlpatterns = [path("ws/games/<str:pin>/", GameSocket.as_asgi())]  # type: ignore[arg-type]  # Channels routes by Django's path
