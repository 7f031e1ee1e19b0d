"""Shapes of the quizzes API. What an author and a reader get are different serializers, so no flag can mix them up."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lib.errors import InvalidFields, Problem
from quizzes.library import drafting, limits
from quizzes.library.frozen import Files, frozen_form, media_view, problems_in
from quizzes.library.models import Question, Quiz
from quizzes.library.question_types import is_built
from quizzes.library.question_types.kinds import NAMES
from quizzes.library.question_types.shapes import public_view, thaw


class OwnerSerializer(serializers.Serializer[Any]):
    """Who wrote a quiz."""

    id = serializers.CharField(read_only=True)
    username = serializers.CharField(read_only=True)
    full_name = serializers.CharField(read_only=True)


class MediaSerializer(serializers.Serializer[Any]):
    """A picture."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    content_type = serializers.CharField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    alt = serializers.CharField(allow_blank=True)


@extend_schema_field({"oneOf": [{"type": "string", "format": "uuid"}, {"type": "object"}, {"type": "null"}]})
class MediaRefField(serializers.JSONField):
    """A file's id, or `{id, alt}` as it is read here (more keys are passed over), or null."""


@extend_schema_field({"type": "object", "additionalProperties": True})
class SettingsField(serializers.JSONField):
    """What a kind of question is set to."""


class OptionInput(serializers.Serializer[Any]):
    """An option as its author sends it. An `id` that was read here is kept; a new option gets one."""

    id = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=64)
    text = serializers.CharField(required=False, allow_blank=True, max_length=limits.OPTION)
    correct = serializers.BooleanField(required=False)
    media = MediaRefField(required=False, allow_null=True)


class QuestionInput(serializers.Serializer[Any]):
    """A question as its author sends it."""

    id = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=64)
    kind = serializers.ChoiceField(choices=NAMES)
    prompt = serializers.CharField(required=False, allow_blank=True, max_length=limits.PROMPT)
    media = MediaRefField(required=False, allow_null=True)
    seconds = serializers.IntegerField(required=False, min_value=0, max_value=limits.SMALL_INTEGER)
    points = serializers.IntegerField(required=False, min_value=0, max_value=limits.SMALL_INTEGER)
    explanation = serializers.CharField(required=False, allow_blank=True, max_length=limits.EXPLANATION)
    options = serializers.ListField(required=False, child=OptionInput(), max_length=limits.OPTIONS)
    settings = SettingsField(required=False, allow_null=True)

    def validate_kind(self, kind: str) -> str:
        if not is_built(kind):
            detail = _("Questions of this kind cannot be made here yet.")
            raise serializers.ValidationError(detail, code="kind_not_available")
        return kind


class QuizInput(serializers.Serializer[Any]):
    """A quiz as its author sends it. `questions` is the whole list, in order."""

    title = serializers.CharField(max_length=limits.TITLE)
    description = serializers.CharField(required=False, allow_blank=True, max_length=limits.DESCRIPTION)
    visibility = serializers.ChoiceField(required=False, choices=Quiz.Visibility.choices)
    language = serializers.CharField(required=False, max_length=limits.LANGUAGE)
    tags = serializers.ListField(
        required=False, child=serializers.CharField(allow_blank=True, max_length=limits.TAG), max_length=limits.TAGS
    )
    cover = MediaRefField(required=False, allow_null=True)
    questions = serializers.ListField(required=False, child=QuestionInput(), max_length=limits.QUESTIONS)
    draft = serializers.BooleanField(
        required=False,
        default=False,
        help_text="true: store incomplete questions too; `problems` of the answer says what they lack.",
    )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Unless it is a draft, every question can be played. Raises InvalidFields."""
        draft = sent.pop("draft", False)
        if not draft and "questions" in sent:
            problems = drafting.problems_in(drafting.read_questions(sent["questions"], {}, lambda: "new"))
            if problems:
                raise InvalidFields(
                    [Problem(one.problem.code, one.detail, f"questions.{one.question}.{one.problem.field}") for one in problems]
                )
        return sent


class QuizPatch(QuizInput):
    """What changes; what is not sent stays."""

    revision = serializers.IntegerField(
        required=False, min_value=0, help_text="As it was read: 409 `stale` when the quiz was saved since."
    )


CARD = (
    "id",
    "title",
    "description",
    "visibility",
    "language",
    "tags",
    "cover",
    "owner",
    "question_count",
    "copied_from",
    "created_at",
    "updated_at",
)


class QuizCard(serializers.ModelSerializer[Quiz]):
    """A quiz in a list."""

    owner = OwnerSerializer(read_only=True)
    cover = serializers.SerializerMethodField()
    question_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Quiz
        fields: tuple[str, ...] = CARD
        read_only_fields: tuple[str, ...] = CARD

    @extend_schema_field(MediaSerializer(allow_null=True))
    def get_cover(self, quiz: Quiz) -> dict[str, Any] | None:
        return media_view(quiz.cover)


class ReaderOptionSerializer(serializers.Serializer[Any]):
    """An option without its being right."""

    id = serializers.CharField()
    text = serializers.CharField()
    media = MediaSerializer(required=False)


class ReaderQuestionSerializer(serializers.Serializer[Any]):
    """A question as a player gets it."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=NAMES)
    prompt = serializers.CharField()
    media = MediaSerializer(allow_null=True)
    seconds = serializers.IntegerField()
    points = serializers.IntegerField()
    options = ReaderOptionSerializer(many=True)
    settings = SettingsField()


class AuthorOptionSerializer(ReaderOptionSerializer):
    """An option as its author wrote it."""

    correct = serializers.BooleanField(required=False)


class AuthorQuestionSerializer(ReaderQuestionSerializer):
    """A question as its author wrote it."""

    explanation = serializers.CharField()
    options = AuthorOptionSerializer(many=True)


class ProblemSerializer(serializers.Serializer[Any]):
    """Why a question cannot be played yet."""

    question = serializers.IntegerField(help_text="Its place, from 0.")
    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ReaderQuizSerializer(QuizCard):
    """A quiz for those who did not write it: its questions without what gives the answers away."""

    questions = serializers.SerializerMethodField()

    class Meta(QuizCard.Meta):
        fields = (*CARD, "questions")
        read_only_fields = fields

    @extend_schema_field(ReaderQuestionSerializer(many=True))
    def get_questions(self, quiz: Quiz) -> list[dict[str, Any]]:
        return [public_view(thaw(frozen_form(row, self.context["files"]))) for row in self.context["rows"]]


class AuthorQuizSerializer(QuizCard):
    """A quiz for its owner: keys, the draft's revision, and what is still missing."""

    questions = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()

    class Meta(QuizCard.Meta):
        fields = (*CARD, "revision", "questions", "problems")
        read_only_fields = fields

    def _frozen(self) -> list[dict[str, Any]]:
        files: Files = self.context["files"]
        rows: list[Question] = self.context["rows"]
        return [frozen_form(row, files) for row in rows]

    @extend_schema_field(AuthorQuestionSerializer(many=True))
    def get_questions(self, quiz: Quiz) -> list[dict[str, Any]]:
        return self._frozen()

    @extend_schema_field(ProblemSerializer(many=True))
    def get_problems(self, quiz: Quiz) -> list[dict[str, Any]]:
        return [one.as_json() for one in problems_in(self._frozen())]
