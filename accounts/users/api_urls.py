"""REST addresses of users."""

from django.urls import path

from accounts.users.api import MeView

urlpatterns = [path("auth/me/", MeView.as_view(), name="auth-me")]
