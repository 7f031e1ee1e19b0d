"""REST addresses of live games."""

from django.urls import path

from quizzes.live.api import GameCommandView

urlpatterns = [path("games/<str:game_id>/<str:command>/", GameCommandView.as_view(), name="game-command")]
