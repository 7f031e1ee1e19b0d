"""REST addresses of the door."""

from django.urls import path

from accounts.signin.api import LoginView, RegisterView

urlpatterns = [
    path("auth/register/", RegisterView.as_view(), name="auth-register"),
    path("auth/login/", LoginView.as_view(), name="auth-login"),
]
