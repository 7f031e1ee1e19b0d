"""Forms of signing in by mail and of one's e-mail. What is allowed, the services say."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from accounts.signin.links import DIGITS
from accounts.users.models import User
from accounts.users.validation import PASSWORD_MAX

LOGIN_MAX = 254
CODE_MAX = 20


class SignInCodeForm(forms.Form):
    """Any of one's names."""

    login = forms.CharField(
        label=_("E-mail, username or national id"),
        max_length=LOGIN_MAX,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


class RememberForm(forms.Form):
    """Whether the browser stays signed in when it is closed."""

    remember = forms.BooleanField(label=_("Stay signed in here"), required=False)


class CodeForm(RememberForm):
    """The six digits; spaces and dashes do not matter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=CODE_MAX,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": str(DIGITS + 1)}),
    )


class SocialSignupForm(forms.Form):
    """What a provider cannot know: the username here. Whether the values will do, the service says."""

    full_name = forms.CharField(
        label=_("Name"), required=False, max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    username = forms.CharField(
        label=_("Username"),
        max_length=60,
        help_text=_("Letters, digits, dot, dash and underscore. Others see it."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"})
    )

    def __init__(self, *args: Any, asks_for_email: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_email:
            del self.fields["email"]


class ChangeEmailForm(forms.Form):
    """The new address, and the password of whoever has one."""

    email = forms.EmailField(
        label=_("New e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        max_length=PASSWORD_MAX,
        strip=False,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.has_usable_password():
            del self.fields["password"]
