"""The form of a new API key."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.api_keys.scopes import SCOPES, words_of

FOREVER = "forever"


class NewKeyForm(forms.Form):
    """A name, what it may do, and how long it holds. The service knows the rules."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        error_messages={"required": _("Give the key a name, so that you know later what it is for.")},
        help_text=_("What it is for, such as the script that uses it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[(scope, "") for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the key may do.")},
    )
    days = forms.ChoiceField(
        label=_("It holds for"),
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("a year")), (FOREVER, _("ever, until I revoke it"))],
        initial="90",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Words are in the language of the request.
        self.fields["scopes"].choices = [(scope, words_of(scope)) for scope in SCOPES]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What the service takes."""
        days = self.cleaned_data["days"]
        return {
            "name": self.cleaned_data["name"],
            "scopes": self.cleaned_data["scopes"],
            "days": None if days == FOREVER else int(days),
        }
