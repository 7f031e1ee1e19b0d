"""What the library's pages read from their addresses and forms."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FindQuizzes(forms.Form):
    """The search of the library; every field may be missing."""

    class Whose:
        MINE = "mine"
        PUBLIC = "public"

    whose = forms.ChoiceField(choices=[(Whose.MINE, _("Mine")), (Whose.PUBLIC, _("Public"))], required=False)
    q = forms.CharField(max_length=200, required=False, strip=True)
    tag = forms.CharField(max_length=40, required=False, strip=True)
    page = forms.IntegerField(min_value=1, required=False)

    def found(self) -> dict[str, str]:
        """What was asked for; a field that says nothing sensible counts as not asked."""
        self.is_valid()
        whose = self.cleaned_data.get("whose") or self.Whose.MINE
        return {"whose": whose, "q": self.cleaned_data.get("q") or "", "tag": self.cleaned_data.get("tag") or ""}
