"""Buttons of the security page."""

from django.urls import path

from accounts.sessions import views

urlpatterns = [
    path("settings/security/sessions/end-others/", views.end_others, name="sessions-end-others"),
    path("settings/security/sessions/<uuid:session_id>/end/", views.end_session, name="session-end"),
]
