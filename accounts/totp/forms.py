"""The forms of one's own authenticator app. Whether a code is right, the service says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.totp.serializers import LONGEST_CODE
from accounts.users.models import User
from accounts.users.validation import PASSWORD_MAX
from lib.errors import DomainError


class CodeForm(forms.Form):
    """Six digits of the app, or a recovery code."""

    otp = forms.CharField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )

    def show(self, error: DomainError) -> None:
        """Say in the form what the service said, next to its field."""
        field = error.attr if error.attr in self.fields else None
        self.add_error(field, forms.ValidationError(error.detail, code=error.code))


class FirstCodeForm(CodeForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        otp = self.fields["otp"]
        otp.label, otp.help_text = _("Six digits from the app"), _("A new one every 30 seconds.")
        otp.widget.attrs |= {"inputmode": "numeric", "autocapitalize": "none"}


class AnyCodeForm(CodeForm):
    """A code of the app that is on, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        otp = self.fields["otp"]
        otp.label, otp.help_text = _("Code"), _("Six digits from the app, or one of your recovery codes.")


class RemoveForm(AnyCodeForm):
    """The password of whoever has one, and a code."""

    field_order = ("password", "otp")
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.has_usable_password():
            del self.fields["password"]
