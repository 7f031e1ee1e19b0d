"""How shall we play? The host's choices before a game."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.live.models import Game

FACTORS = {"1": 1, "1.5": 1.5, "2": 2}


class OpenGameForm(forms.Form):
    """Mode and settings of a new game. What is not here is not offered."""

    mode = forms.ChoiceField(choices=Game.Mode.choices, initial=Game.Mode.CLASSIC)
    reading_seconds = forms.TypedChoiceField(
        label=_("Reading time before the answers"),
        choices=[(0, _("None")), (3, _("3 s")), (5, _("5 s")), (10, _("10 s"))],
        coerce=int,
        initial=0,
    )
    time_factor = forms.TypedChoiceField(
        label=_("Time to answer"),
        choices=[("1", _("As written")), ("1.5", _("× 1.5")), ("2", _("× 2"))],
        coerce=lambda value: FACTORS[value],
        initial="1",
    )
    shuffle_questions = forms.BooleanField(label=_("Shuffle the questions"), required=False)
    shuffle_options = forms.BooleanField(label=_("Shuffle the answers"), required=False, initial=True)
    latecomers = forms.BooleanField(label=_("Let latecomers in"), required=False, initial=True)
    streaks = forms.BooleanField(label=_("Extra points for a streak"), required=False, initial=True)
    partial = forms.BooleanField(label=_("Points for half-right answers"), required=False)

    def chosen_settings(self) -> dict[str, Any]:
        """The game's settings, once the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "mode"}
