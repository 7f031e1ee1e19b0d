"""REST addresses of tokens."""

from django.urls import path

from accounts.tokens.api import LogoutView, RefreshView

urlpatterns = [
    path("auth/refresh/", RefreshView.as_view(), name="auth-refresh"),
    path("auth/logout/", LogoutView.as_view(), name="auth-logout"),
]
