"""JSON of a game's results."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from quizzes.live import content
from quizzes.live.results import GameResults, PlayerResult, QuestionResult


class GivenAnswerSerializer(serializers.Serializer[Any]):
    """One answer. A question that was not answered has none."""

    question = serializers.IntegerField(help_text="Its index, from 0.")
    answer = serializers.JSONField()
    correct = serializers.BooleanField(allow_null=True)
    points = serializers.IntegerField(help_text="Without the bonus of a streak.")
    streak_bonus = serializers.IntegerField()
    seconds = serializers.FloatField(help_text="From the opening to the answer, by the server's clock.")


class PlayerResultSerializer(serializers.Serializer[PlayerResult]):
    """One player, by rank."""

    id = serializers.CharField(source="uid")
    nickname = serializers.CharField()
    score = serializers.IntegerField()
    rank = serializers.IntegerField()
    right = serializers.IntegerField()
    best_streak = serializers.IntegerField()
    answers = serializers.SerializerMethodField()

    @extend_schema_field(GivenAnswerSerializer(many=True))
    def get_answers(self, player: PlayerResult) -> list[dict[str, Any]]:
        return [
            {
                "question": given.question,
                "answer": given.answer,
                "correct": given.correct,
                "points": given.points,
                "streak_bonus": given.streak_bonus,
                "seconds": given.seconds,
            }
            for _, given in sorted(player.answers.items())
        ]


class QuestionResultSerializer(serializers.Serializer[QuestionResult]):
    """One question that was closed: as it was shown, its key, and how all answered."""

    index = serializers.IntegerField()
    id = serializers.CharField(source="question.id")
    kind = serializers.CharField(source="question.kind")
    prompt = serializers.CharField(source="question.prompt")
    seconds = serializers.IntegerField(source="question.seconds")
    points = serializers.IntegerField(source="question.points")
    explanation = serializers.CharField(source="question.explanation")
    media = serializers.JSONField(source="question.media")
    options = serializers.SerializerMethodField()
    correct = serializers.JSONField(source="key")
    distribution = serializers.JSONField()
    answered = serializers.IntegerField()
    right = serializers.IntegerField()
    median_seconds = serializers.FloatField(source="middle_seconds", allow_null=True)

    def get_options(self, result: QuestionResult) -> list[dict[str, Any]]:
        options: list[dict[str, Any]] = content.public_view(result.question)["options"]
        return options


class ResultsSerializer(serializers.Serializer[GameResults]):
    """All of a game's results."""

    title = serializers.CharField()
    total = serializers.IntegerField(help_text="Questions of the game; those below were played.")
    players = PlayerResultSerializer(many=True)
    questions = QuestionResultSerializer(many=True)
