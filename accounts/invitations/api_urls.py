"""REST addresses of invitations."""

from rest_framework.routers import SimpleRouter

from accounts.invitations.api import InvitationViewSet

router = SimpleRouter(use_regex_path=False)
router.register("invitations", InvitationViewSet, "invitations")

urlpatterns = router.urls
