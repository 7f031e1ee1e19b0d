"""REST addresses of the authenticator app."""

from django.urls import path

from accounts.totp.api import ConfirmView, RecoveryCodesView, TotpView

urlpatterns = [
    path("auth/totp/", TotpView.as_view(), name="auth-totp"),
    path("auth/totp/confirm/", ConfirmView.as_view(), name="auth-totp-confirm"),
    path("auth/totp/recovery-codes/", RecoveryCodesView.as_view(), name="auth-totp-recovery-codes"),
]
