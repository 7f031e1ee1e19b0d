"""REST addresses of live games."""

from rest_framework.routers import SimpleRouter

from quizzes.live.api import GameViewSet

router = SimpleRouter()
router.register("games", GameViewSet, basename="game")

urlpatterns = router.urls
