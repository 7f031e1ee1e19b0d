"""Contents page of the REST API, version 1."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.profile.api_urls")),
    path("", include("accounts.signin.api_urls")),
    path("", include("accounts.sessions.api_urls")),
    path("", include("accounts.api_keys.api_urls")),
    path("", include("accounts.tokens.api_urls")),
    path("", include("accounts.passkeys.api_urls")),
    path("", include("accounts.users.api_urls")),
    path("", include("accounts.waitlist.api_urls")),
    path("", include("accounts.invitations.api_urls")),
    path("", include("accounts.totp.api_urls")),
    path("", include("accounts.audit.api_urls")),
    path("", include("accounts.notifications.api_urls")),
    path("", include("lib.api_urls")),
    path("", include("quizzes.library.api_urls")),
    path("", include("quizzes.live.api_urls")),
]
