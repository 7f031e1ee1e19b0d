"""The forms of the door: allauth's fields in our words. Only the service says whether an account may be made."""

import math
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django import forms
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.signin import passwords
from accounts.signin.errors import InvalidCredentials, SignInLocked
from accounts.users.models import User
from accounts.users.validation import PASSWORD_MAX
from lib.errors import DomainError, InvalidFields, RateLimited

FIELD_OF = {"password": "password1", "current_password": "oldpassword"}
LOGIN_MAX = 254
PASSWORD_HELP = _("At least 8 characters; a sentence is easy to keep in mind.")


class LoginForm(allauth_forms.LoginForm):
    """One field for e-mail, username or national id."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password, remember = self.fields["login"], self.fields["password"], self.fields["remember"]
        login.label = _("E-mail, username or national id")
        # allauth takes it for a username and allows no more than one may have.
        login.validators = [MaxLengthValidator(LOGIN_MAX), ProhibitNullCharactersValidator()]
        password.validators.append(MaxLengthValidator(PASSWORD_MAX))
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "maxlength": "254"}
        password.help_text = ""
        remember.label = _("Stay signed in here")
        remember.initial = True

    def clean(self) -> dict[str, Any]:
        """Signed in, or told how many tries are left; locked, for how long."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError as error:
            tries_left = getattr(self.request, "tries_left", None)
            if error.code == SignInLocked.code or tries_left is None:
                raise
            self.add_error("password", _("Type the password again. Is caps lock on?"))
            raise forms.ValidationError(words_of_tries(tries_left), code=InvalidCredentials.code) from None
        return cleaned

    @property
    def lock(self) -> forms.ValidationError | None:
        """Why nothing is looked at just now, if that is so."""
        problems = self.errors.as_data().get(NON_FIELD_ERRORS, []) if self.is_bound else []
        return next((problem for problem in problems if problem.code == SignInLocked.code), None)


def words_of_tries(count: int) -> str:
    """How many tries are left, and what comes then."""
    minutes = max(1, math.ceil(settings.SIGN_IN_LOCK_SECONDS / 60))
    pause = ngettext("a pause of a minute", "a pause of %(minutes)s minutes", minutes) % {"minutes": apnumber(minutes)}
    if not count:
        return _("That was the last try for now: next comes %(pause)s. Nobody is ever locked out for good.") % {"pause": pause}
    tries = ngettext("one more try", "%(count)s more tries", count) % {"count": apnumber(count)}
    return capfirst(_("%(tries)s, then %(pause)s. Nobody is ever locked out for good.") % {"tries": tries, "pause": pause})


class SignupForm(allauth_forms.SignupForm):
    """Username, e-mail, password, and a name if one likes."""

    field_order = ("full_name", "username", "email", "password1")
    full_name = forms.CharField(
        label=_("Name"), required=False, max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username = self.fields["username"]
        username.help_text = _("Letters, digits, dot, dash and underscore. Others see it.")
        username.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["email"].label = _("E-mail")
        _describe_new_password(self.fields["password1"])

    def clean_username(self) -> str:
        """As typed: the service knows the rules."""
        return str(self.cleaned_data["username"])

    def clean_email(self) -> str:
        """As typed: the service knows the rules."""
        return str(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """Nothing more: the service checks the fields together, and counts the attempt."""
        return self.cleaned_data

    def save(self, request: HttpRequest) -> User:
        """The registered user. DomainError when the service refuses."""
        user: User = get_adapter(request).save_user(request, User(), self)
        return user


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The old password and the new one: it can be shown, so it is not asked for twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["oldpassword"].label, self.fields["oldpassword"].help_text = _("Password until now"), ""
        _describe_new_password(self.fields["password1"], _("New password"))

    def clean_oldpassword(self) -> str:
        """As typed: the service looks at it, and counts a wrong one."""
        return str(self.cleaned_data["oldpassword"])

    def save_from(self, address: str) -> None:
        """DomainError when the service refuses."""
        passwords.change_password(
            user=self.user,
            current_password=self.cleaned_data["oldpassword"],
            new_password=self.cleaned_data["password1"],
            address=address,
        )


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """A first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _describe_new_password(self.fields["password1"], _("New password"))


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """The new password of whoever opened the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _describe_new_password(self.fields["password1"], _("New password"))

    def save_from(self, address: str) -> None:
        """DomainError when the link was used up meanwhile, or the password will not do."""
        passwords.reset_password(
            uid=user_pk_to_url_str(self.user),
            token=self.temp_key,
            password=self.cleaned_data["password1"],
            address=address,
        )


class ResetPasswordForm(forms.Form):
    """Whose password it is: the link goes to the e-mail of the account."""

    email = forms.CharField(
        label=_("E-mail, username or national id"),
        max_length=LOGIN_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.help_text = ""
        password.validators.append(MaxLengthValidator(PASSWORD_MAX))


def _describe_new_password(field: forms.Field, label: Any = None) -> None:
    field.label = label or field.label
    field.help_text = PASSWORD_HELP
    field.widget.attrs["maxlength"] = str(PASSWORD_MAX)


def show_refusal(form: forms.Form, error: DomainError) -> None:
    """Say in the form what the service said, each thing next to its field."""
    problems = error.problems if isinstance(error, InvalidFields) else ()
    for problem in problems:
        field = FIELD_OF.get(problem.attr or "", problem.attr)
        form.add_error(field if field in form.fields else None, forms.ValidationError(problem.detail, code=problem.code))
    if not problems:
        field = FIELD_OF.get(error.attr or "", error.attr)
        params = {"retry_after": error.retry_after} if isinstance(error, RateLimited) else None
        refusal = forms.ValidationError(error.detail, code=error.code, params=params)
        form.add_error(field if field in form.fields else None, refusal)
