"""Pages of one's own settings."""

from django.urls import path

from accounts.profile import data_views, views

urlpatterns = [
    path("settings/", views.profile, name="settings-profile"),
    path("settings/picture/", views.picture, name="settings-picture"),
    path("settings/security/", views.security, name="settings-security"),
    path("settings/data/", data_views.data, name="settings-data"),
    path("settings/data/export/", data_views.ask_for_export, name="settings-data-export"),
    path("settings/data/leave/", data_views.leave, name="settings-data-leave"),
    path("settings/data/stay/", data_views.stay, name="settings-data-stay"),
]
