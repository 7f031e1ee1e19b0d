"""REST addresses of API keys."""

from django.urls import path

from accounts.api_keys.api import ApiKeysView, ApiKeyView

urlpatterns = [
    path("auth/api-keys/", ApiKeysView.as_view(), name="auth-api-keys"),
    path("auth/api-keys/<uuid:key_id>/", ApiKeyView.as_view(), name="auth-api-key"),
]
