"""REST addresses of the waiting list."""

from rest_framework.routers import SimpleRouter

from accounts.waitlist.api import WaitlistViewSet

router = SimpleRouter(use_regex_path=False)
router.register("waitlist", WaitlistViewSet, "waitlist")

urlpatterns = router.urls
