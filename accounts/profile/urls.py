"""Pages of one's own settings."""

from django.urls import path

from accounts.profile import views

urlpatterns = [
    path("settings/", views.profile, name="settings-profile"),
    path("settings/security/", views.security, name="settings-security"),
    path("settings/notifications/", views.notifications, name="settings-notifications"),
    path("settings/data/", views.data, name="settings-data"),
]
