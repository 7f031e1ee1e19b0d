"""The form of the profile. Only the service says what may be stored."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.users.models import User

FIELDS = ("full_name", "phone", "language", "time_zone", "theme")


class ProfileForm(forms.Form):
    """What one writes about oneself."""

    full_name = forms.CharField(
        label=_("Name"), required=False, max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
        help_text=_("Only administrators see it."),
    )
    language = forms.CharField(label=_("Language"), required=False, max_length=12)
    time_zone = forms.CharField(
        label=_("Time zone"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=User.Theme.choices)

    @classmethod
    def of(cls, user: User, data: Any = None) -> "ProfileForm":
        """With what is stored, or with what was sent."""
        return cls(data, initial={name: getattr(user, name) for name in FIELDS})


def languages() -> list[tuple[str, str]]:
    """Each by its code and by its own name."""
    return [(code, str(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES]


def zones() -> list[str]:
    """Time zones as people know them, by continent and town."""
    towns = {name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")}
    return ["UTC", *sorted(towns)]
