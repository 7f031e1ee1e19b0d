"""REST addresses of live games."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from quizzes.live.api import GameViewSet
from quizzes.live.results_api import ResultsExportView, ResultsView

router = SimpleRouter()
router.register("games", GameViewSet, basename="game")

urlpatterns = [
    *router.urls,
    path("games/<str:game_id>/results/", ResultsView.as_view(), name="game-results"),
    path("games/<str:game_id>/results/export/", ResultsExportView.as_view(), name="game-results-export"),
]
