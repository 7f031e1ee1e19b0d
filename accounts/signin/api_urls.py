"""REST addresses of the door."""

from django.urls import path

from accounts.signin import api, mail_api
from accounts.signin.api import LoginView, RegisterView

urlpatterns = [
    path("auth/register/", RegisterView.as_view(), name="auth-register"),
    path("auth/login/", LoginView.as_view(), name="auth-login"),
    path("auth/password/change/", api.PasswordChangeView.as_view(), name="auth-password-change"),
    path("auth/password/reset/", api.PasswordResetView.as_view(), name="auth-password-reset"),
    path("auth/password/reset/confirm/", api.PasswordResetConfirmView.as_view(), name="auth-password-reset-confirm"),
    path("auth/magic-link/", mail_api.MagicLinkView.as_view(), name="auth-magic-link"),
    path("auth/magic-link/confirm/", mail_api.MagicLinkConfirmView.as_view(), name="auth-magic-link-confirm"),
    path("auth/email/confirmation/", mail_api.EmailConfirmationView.as_view(), name="auth-email-confirmation"),
    path("auth/email/change/", mail_api.EmailChangeView.as_view(), name="auth-email-change"),
]
