"""Pages of the authenticator app."""

from django.urls import path

from accounts.totp.views import EnrolView, RecoveryCodesView, RemoveView

urlpatterns = [
    path("settings/security/app/", EnrolView.as_view(), name="totp-enrol"),
    path("settings/security/app/remove/", RemoveView.as_view(), name="totp-remove"),
    path("settings/security/recovery-codes/", RecoveryCodesView.as_view(), name="recovery-codes"),
]
