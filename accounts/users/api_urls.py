"""REST addresses of users."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from accounts.users.api import PeopleViewSet, UserViewSet

router = SimpleRouter()
router.register("users", UserViewSet, "users")
router.register("people", PeopleViewSet, "people")

urlpatterns = [path("", include(router.urls))]
