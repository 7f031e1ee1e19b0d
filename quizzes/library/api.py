"""REST of the library: quizzes with their questions."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.library import access, services
from quizzes.library.frozen import files_of
from quizzes.library.models import Quiz
from quizzes.library.serializers import (
    AuthorQuizSerializer,
    QuizCard,
    QuizInput,
    QuizPatch,
    ReaderQuizSerializer,
)

FILTERS = [
    OpenApiParameter("search", OpenApiTypes.STR, description="Words of the title, the tags or the questions."),
    OpenApiParameter("tag", OpenApiTypes.STR, description="A whole tag."),
    OpenApiParameter("language", OpenApiTypes.STR, description="A language code; `pt` finds `pt-br` too."),
    OpenApiParameter("owner", OpenApiTypes.STR, description="A username, the id of a user, or `me`."),
]
EITHER = PolymorphicProxySerializer(
    component_name="AuthorOrReaderQuiz", serializers=[AuthorQuizSerializer, ReaderQuizSerializer], resource_type_field_name=None
)


class QuizViewSet(viewsets.GenericViewSet[Quiz]):
    """Quizzes: my own and the public ones; unlisted ones by their id."""

    serializer_class = QuizCard
    permission_classes = (IsAuthenticatedOrReadOnly,)
    lookup_url_kwarg = "quiz_id"

    def get_queryset(self) -> Any:
        """What the list shows, as the query asks for."""
        asked = self.request.query_params
        found = Quiz.objects.visible_to(self.request.user)
        if asked.get("search"):
            found = found.search(asked["search"])
        if asked.get("tag"):
            found = found.tagged(asked["tag"])
        if asked.get("language"):
            found = found.in_language(asked["language"])
        if asked.get("owner"):
            found = found.by(asked["owner"], asker=self.request.user)
        return found.for_cards().order_by("-updated_at", "id")

    @extend_schema(parameters=FILTERS, responses=QuizCard(many=True))
    def list(self, request: Request) -> Response:
        """My quizzes and the public ones, the last changed first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(QuizCard(page, many=True).data)

    @extend_schema(request=QuizInput, responses={201: AuthorQuizSerializer})
    def create(self, request: Request) -> Response:
        """A new quiz. Questions that cannot be played are refused unless `draft` is true."""
        body = QuizInput(data=request.data)
        body.is_valid(raise_exception=True)
        saved = services.create_quiz(owner=request.user, **_known(body.validated_data))
        return Response(_author_view(saved.quiz), status=201)

    @extend_schema(responses=EITHER)
    def retrieve(self, request: Request, quiz_id: str) -> Response:
        """The quiz; to others than its owner without the keys, the explanations and what is missing."""
        quiz = access.get_quiz_to_read(request.user, quiz_id)
        if quiz.owner_id == request.user.pk:
            return Response(_author_view(quiz))
        return Response(ReaderQuizSerializer(quiz, context=_context(quiz)).data)

    @extend_schema(request=QuizPatch, responses=AuthorQuizSerializer)
    def update(self, request: Request, quiz_id: str) -> Response:
        """The whole quiz anew: what is not sent is emptied."""
        return self._save(request, quiz_id, EMPTY)

    @extend_schema(request=QuizPatch, responses=AuthorQuizSerializer)
    def partial_update(self, request: Request, quiz_id: str) -> Response:
        """Some fields; `questions`, when sent, is the whole list."""
        return self._save(request, quiz_id, None)

    def destroy(self, request: Request, quiz_id: str) -> Response:
        """Delete the quiz. Games that were played keep what they need."""
        services.delete_quiz(quiz=access.get_quiz_to_edit(request.user, quiz_id))
        return Response(status=204)

    @extend_schema(request=None, responses={201: AuthorQuizSerializer})
    @action(detail=True, methods=["post"], permission_classes=(IsAuthenticated,))
    def copy(self, request: Request, quiz_id: str) -> Response:
        """A private copy of my own."""
        copied = services.copy_quiz(quiz=access.get_quiz_to_read(request.user, quiz_id), owner=request.user)
        return Response(_author_view(copied), status=201)

    def _save(self, request: Request, quiz_id: str, empty: dict[str, Any] | None) -> Response:
        quiz = access.get_quiz_to_edit(request.user, quiz_id)
        body = QuizPatch(data=request.data, partial=empty is None)
        body.is_valid(raise_exception=True)
        saved = services.save_draft(quiz=quiz, **_known({**(empty or {}), **body.validated_data}))
        return Response(_author_view(saved.quiz))


EMPTY: dict[str, Any] = {
    "description": "",
    "visibility": "private",
    "language": "en",
    "tags": [],
    "cover": None,
    "questions": [],
}
KNOWN = {"title", "description", "visibility", "language", "tags", "cover", "questions", "revision"}


def _known(sent: dict[str, Any]) -> dict[str, Any]:
    """The fields of the services' verbs, and no others."""
    return {name: value for name, value in sent.items() if name in KNOWN}


def _context(quiz: Quiz) -> dict[str, Any]:
    """The rows a quiz is shown with: two queries."""
    rows = list(quiz.questions.all())
    quiz.question_count = len(rows)  # type: ignore[attr-defined]  # what lists annotate
    return {"rows": rows, "files": files_of(quiz)}


def _author_view(quiz: Quiz) -> dict[str, Any]:
    return dict(AuthorQuizSerializer(quiz, context=_context(quiz)).data)
