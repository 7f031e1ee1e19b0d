"""Pages of the door, by allauth's names."""

from django.urls import include, path

from accounts.signin.views import SignupView

urlpatterns = [
    path("signup/", SignupView.as_view(), name="account_signup"),
    path("", include("allauth.account.urls")),
]
