"""REST addresses of the record."""

from django.urls import path

from accounts.audit.api import EventsView

urlpatterns = [path("auth/events/", EventsView.as_view(), name="auth-events")]
