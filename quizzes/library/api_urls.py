"""REST addresses of the library."""

from rest_framework.routers import SimpleRouter

from quizzes.library.api import QuizViewSet

router = SimpleRouter()
router.register("quizzes", QuizViewSet, basename="quiz")
urlpatterns = router.urls
