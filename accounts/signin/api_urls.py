"""REST addresses of the door."""

from django.urls import path

from accounts.signin import api
from accounts.signin.api import LoginView, RegisterView

urlpatterns = [
    path("auth/register/", RegisterView.as_view(), name="auth-register"),
    path("auth/login/", LoginView.as_view(), name="auth-login"),
    path("auth/password/change/", api.PasswordChangeView.as_view(), name="auth-password-change"),
    path("auth/password/reset/", api.PasswordResetView.as_view(), name="auth-password-reset"),
    path("auth/password/reset/confirm/", api.PasswordResetConfirmView.as_view(), name="auth-password-reset-confirm"),
]
