"""The forms of whoever was let in by somebody: an invitation, an account made by others, the first administrator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.signin.forms import PASSWORD_HELP
from accounts.users.validation import PASSWORD_MAX

USERNAME_ATTRIBUTES = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}


def _new_password() -> forms.CharField:
    return forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_MAX,
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def _full_name() -> forms.CharField:
    return forms.CharField(
        label=_("Name"), required=False, max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )


def _username() -> forms.CharField:
    return forms.CharField(
        label=_("Username"),
        max_length=60,
        help_text=_("Letters, digits, dot, dash and underscore. Others see it."),
        widget=forms.TextInput(attrs=USERNAME_ATTRIBUTES),
    )


class InvitationForm(forms.Form):
    """An account by an invitation. Where that names an e-mail, it is no field."""

    full_name = _full_name()
    username = _username()
    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password1 = _new_password()

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if email:
            del self.fields["email"]


class WayInForm(forms.Form):
    """The first password."""

    password1 = _new_password()


class SetupForm(forms.Form):
    """The first administrator."""

    full_name = _full_name()
    username = _username()
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("A new password is sent there, should you forget yours."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password1 = _new_password()
