"""The forms of one's own passkeys. The browser's answer travels as text: what it says is judged by the service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.passkeys.services import LONGEST_NAME


class NameForm(forms.Form):
    """What a passkey is called, for its owner alone."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class AddForm(NameForm):
    """A name, and what the browser has made."""

    answer = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = _("So that you know it from your others.")
