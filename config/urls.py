"""The address book: pages, the API, the back office."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from drf_spectacular.views import SpectacularAPIView

from accounts.signin.setup_views import OpenSetupView, SetupView
from config import views
from lib.views import file

api_docs = (
    [
        path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
        path("api/docs/", views.SwaggerView.as_view(url_name="schema"), name="api-docs"),
        path("api/redoc/", views.RedocView.as_view(url_name="schema"), name="api-redoc"),
    ]
    if settings.API_DOCS
    else []
)
handler400 = "config.views.bad_request"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("quizzes.library.urls")),
    path("", include("quizzes.live.urls")),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("health/", views.health, name="health"),
    path("health/live/", views.health_live, name="health-live"),
    path("metrics", views.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    *api_docs,
    path("setup/<str:token>/", OpenSetupView.as_view(), name="setup-open"),
    path("setup/", SetupView.as_view(), name="setup"),
    path("accounts/", include("accounts.signin.urls")),
    path("accounts/waitlist/", include("accounts.waitlist.urls")),
    path("accounts/", include("accounts.sessions.urls")),
    path("accounts/", include("accounts.api_keys.urls")),
    path("accounts/", include("accounts.profile.urls")),
    path("accounts/", include("accounts.totp.urls")),
    path("accounts/", include("accounts.audit.urls")),
    path("accounts/", include("accounts.notifications.urls")),
    path("accounts/passkeys/", include("accounts.passkeys.urls")),
    path("api/v1/", include("config.api_v1")),
    path("files/<uuid:file_id>/<str:name>", file, name="file"),
]
