"""The form that asks for the second factor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.totp.forms import CodeForm


class SecondFactorForm(CodeForm):
    """Six digits of the app, and whether to ask again at this device."""

    trust = forms.BooleanField(label=_("Do not ask on this device for 30 days"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        otp = self.fields["otp"]
        otp.label, otp.help_text = _("Code"), _("A new one every 30 seconds. The one just over still counts.")
        otp.widget.attrs |= {"inputmode": "numeric", "autocapitalize": "none"}


class RecoveryCodeForm(CodeForm):
    """One of the codes on paper. Whoever has to use one is not at a device to be trusted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        otp = self.fields["otp"]
        otp.label, otp.help_text = _("Recovery code"), _("Ten letters and digits, such as K7WQ2-9XHTM. Each one counts once.")
        otp.widget.attrs |= {"autocomplete": "off"}
