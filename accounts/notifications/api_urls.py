"""REST addresses of notifications."""

from django.urls import path

from accounts.notifications.api import NotificationsView

urlpatterns = [path("auth/notifications/", NotificationsView.as_view(), name="auth-notifications")]
