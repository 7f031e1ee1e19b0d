"""REST addresses of the places where one is signed in."""

from django.urls import path

from accounts.sessions.api import EndOthersView, SessionsView, SessionView

urlpatterns = [
    path("auth/sessions/", SessionsView.as_view(), name="auth-sessions"),
    path("auth/sessions/end-others/", EndOthersView.as_view(), name="auth-sessions-end-others"),
    path("auth/sessions/<uuid:session_id>/", SessionView.as_view(), name="auth-session"),
]
