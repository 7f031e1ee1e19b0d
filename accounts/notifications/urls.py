"""Pages of notifications."""

from django.urls import path

from accounts.notifications import views

urlpatterns = [
    path("settings/notifications/", views.choices, name="settings-notifications"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
