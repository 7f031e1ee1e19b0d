"""REST addresses of passkeys."""

from django.urls import path

from accounts.passkeys.api import PasskeysView, PasskeyView

urlpatterns = [
    path("auth/passkeys/", PasskeysView.as_view(), name="auth-passkeys"),
    path("auth/passkeys/<str:passkey_id>/", PasskeyView.as_view(), name="auth-passkey"),
]
