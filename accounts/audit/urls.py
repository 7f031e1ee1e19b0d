"""Pages of the record."""

from django.urls import path

from accounts.audit import views

urlpatterns = [path("settings/security/events/", views.events, name="settings-events")]
