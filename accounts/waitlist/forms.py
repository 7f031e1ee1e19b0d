"""The forms of the waiting list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RequestForm(forms.Form):
    """Asking for an account."""

    full_name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("As on the class list."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    note = forms.CharField(
        label=_("A word to the school"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "maxlength": "1000"}),
    )


class RewriteForm(forms.Form):
    """The same in other words; the e-mail is proved and stays."""

    full_name = RequestForm.base_fields["full_name"]
    note = RequestForm.base_fields["note"]


class StatusForm(forms.Form):
    """Where the answer is to go."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))


def show_refusal(form: forms.Form, detail: Any) -> None:
    """What the service refused, above the fields."""
    form.add_error(None, forms.ValidationError(detail))
