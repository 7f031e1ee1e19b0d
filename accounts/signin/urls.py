"""Pages of the door, by allauth's names."""

from django.urls import include, path, re_path

from accounts.invitations.views import OpenInvitationView
from accounts.signin import code_views, email_views, factor_views, invitation_views, passkey_views, social_views, views
from accounts.signin.views import SignupView

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="account_login"),
    path("reauthenticate/", views.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("password/change/", views.PasswordChangeView.as_view(), name="account_change_password"),
    path("password/set/", views.PasswordSetView.as_view(), name="account_set_password"),
    path("password/reset/", views.PasswordResetView.as_view(), name="account_reset_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.PasswordResetFromKeyView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("signup/", SignupView.as_view(), name="account_signup"),
    path("invitation/<str:token>/", OpenInvitationView.as_view(), name="invitation-open"),
    path("invitation/", invitation_views.InvitationView.as_view(), name="invitation"),
    path("welcome/<str:token>/", invitation_views.OpenWayInView.as_view(), name="way-in-open"),
    path("welcome/", invitation_views.WayInView.as_view(), name="way-in"),
    path("second-factor/", factor_views.SecondFactorView.as_view(), name="second-factor"),
    path("passkeys/login/", passkey_views.sign_in, name="mfa_login_webauthn"),
    path("passkeys/login/options/", passkey_views.sign_in_options, name="passkey-sign-in-options"),
    path("passkeys/reauthenticate/", passkey_views.show_again, name="mfa_reauthenticate_webauthn"),
    path("passkeys/second-factor/", passkey_views.second_factor, name="passkey-second-factor"),
    path("passkeys/second-factor/options/", passkey_views.own_options, name="passkey-second-factor-options"),
    path("login/code/", code_views.SignInCodeView.as_view(), name="sign-in-code"),
    path("login/code/confirm/", code_views.confirm_code, name="account_confirm_login_code"),
    path("link/", code_views.SignInLinkView.as_view(), name="sign-in-link"),
    path("link/<str:token>/", code_views.OpenSignInLinkView.as_view(), name="sign-in-link-open"),
    path("email/", email_views.EmailView.as_view(), name="account_email"),
    path("email/change/", email_views.EmailChangeView.as_view(), name="email-change"),
    path("email/change/<str:token>/", email_views.OpenEmailChangeView.as_view(), name="email-change-open"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", email_views.ConfirmEmailView.as_view(), name="account_confirm_email"),
    path("google/login/", social_views.google_login, name="google_login"),
    path("google/login/callback/", social_views.google_callback, name="google_callback"),
    path("github/login/", social_views.github_login, name="github_login"),
    path("github/login/callback/", social_views.github_callback, name="github_callback"),
    path("oidc/<str:provider_id>/login/", social_views.oidc_login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", social_views.oidc_callback, name="openid_connect_callback"),
    path("social/", social_views.connections, name="socialaccount_connections"),
    path("social/signup/", social_views.SocialSignupView.as_view(), name="socialaccount_signup"),
    path("social/", include("allauth.socialaccount.urls")),
    path("", include("allauth.account.urls")),
]
