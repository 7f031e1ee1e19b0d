"""JSON of live games."""

from typing import Any

from rest_framework import serializers

from quizzes.live.models import Game


class GameSettingsSerializer(serializers.Serializer[Any]):
    """How a game is played. Unknown names are refused, so that a typing error is not taken for a choice."""

    reading_seconds = serializers.ChoiceField(
        choices=[0, 3, 5, 10], required=False, help_text="To read before the answers count."
    )
    time_factor = serializers.ChoiceField(choices=[1, 1.5, 2], required=False)
    shuffle_questions = serializers.BooleanField(required=False)
    shuffle_options = serializers.BooleanField(required=False)
    latecomers = serializers.BooleanField(required=False, help_text="Whether players may join after the start.")
    streaks = serializers.BooleanField(required=False)
    # A declared field is taken off the class, so this does not hide the serializer's own `partial`.
    partial = serializers.BooleanField(required=False, help_text="Points for half-right answers.")  # type: ignore[assignment]

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError({name: ["There is no such setting."] for name in unknown})
        return super().to_internal_value(data)


class OpenGameSerializer(serializers.Serializer[Any]):
    """What opens a game."""

    quiz = serializers.UUIDField()
    mode = serializers.ChoiceField(choices=Game.Mode.choices, default=Game.Mode.CLASSIC)
    settings = GameSettingsSerializer(required=False)


class OpenedGameSerializer(serializers.Serializer[Any]):
    """A game that was just opened. The token makes whoever has it a host, and is told this once."""

    id = serializers.CharField()
    pin = serializers.CharField()
    join_url = serializers.CharField()
    ws_url = serializers.CharField()
    host_token = serializers.CharField()


class PublicGameSerializer(serializers.Serializer[Any]):
    """What anyone who has the PIN may know."""

    pin = serializers.CharField()
    title = serializers.CharField()
    mode = serializers.CharField()
    phase = serializers.CharField()
    locked = serializers.BooleanField()
    total = serializers.IntegerField(help_text="Questions.")
    players = serializers.IntegerField()
    ws_url = serializers.CharField()


class GameSerializer(PublicGameSerializer):
    """The owner's view."""

    id = serializers.CharField()
    quiz = serializers.CharField(allow_null=True)
    settings = serializers.JSONField()
    index = serializers.IntegerField(help_text="Of the running or last question, from 0; -1 in the lobby.")
    paused = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    join_url = serializers.CharField()


class GameStateSerializer(serializers.Serializer[Any]):
    """Where a game stands after a command."""

    phase = serializers.CharField()
    index = serializers.IntegerField()
    locked = serializers.BooleanField()
    paused = serializers.SerializerMethodField()
    opens_at = serializers.IntegerField(allow_null=True)
    closes_at = serializers.IntegerField(allow_null=True)

    def get_paused(self, state: Any) -> bool:
        return state.paused_at is not None


class KickSerializer(serializers.Serializer[Any]):
    """Whom to put out."""

    player = serializers.CharField()
