"""Pages of one's own passkeys, by allauth's names where it has one."""

from django.urls import path

from accounts.passkeys import views

urlpatterns = [
    path("", views.passkeys, name="mfa_list_webauthn"),
    path("add/", views.add, name="mfa_add_webauthn"),
    path("add/options/", views.add_options, name="passkey-add-options"),
    path("<int:passkey_id>/rename/", views.rename, name="mfa_edit_webauthn"),
    path("<int:passkey_id>/remove/", views.remove, name="mfa_remove_webauthn"),
]
