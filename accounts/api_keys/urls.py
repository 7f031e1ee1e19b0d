"""Pages of API keys."""

from django.urls import path

from accounts.api_keys import views

urlpatterns = [
    path("settings/security/keys/new/", views.new_key, name="api-key-new"),
    path("settings/security/keys/<uuid:key_id>/revoke/", views.revoke_key, name="api-key-revoke"),
]
