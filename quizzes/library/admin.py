"""Back office of the library. Questions are made in the editor; here their words are mended and their points set."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from lib.back_office import ReadOnlyAdmin, ReadOnlyInline
from quizzes.library import services
from quizzes.library.models import Question, Quiz, QuizVersion
from quizzes.library.querysets import QuizQuerySet


class QuestionInline(admin.StackedInline[Question, Quiz]):
    """The questions of a quiz: words, time and points. What decides on right and wrong is the editor's."""

    model = Question
    extra = 0
    fields = ("kind", "prompt", "seconds", "points", "explanation", "options", "settings")
    readonly_fields = ("kind", "options", "settings")
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: the editor gives options their ids."""
        return False


class VersionInline(ReadOnlyInline):
    """What was played of a quiz."""

    model = QuizVersion
    fields = ("title", "digest", "created_at")
    readonly_fields = fields
    show_change_link = True


@admin.register(Quiz)
class QuizAdmin(admin.ModelAdmin[Quiz]):
    """Quizzes."""

    list_display = ("title", "owner", "visibility", "language", "question_count", "updated_at")
    list_filter = ("visibility", "language", "updated_at")
    list_select_related = ("owner",)
    search_fields = ("title", "search_text", "owner__username")
    raw_id_fields = ("owner", "cover", "copied_from")
    readonly_fields = ("revision", "created_at", "updated_at")
    inlines = (QuestionInline, VersionInline)

    def get_queryset(self, request: HttpRequest) -> QuizQuerySet:
        """With the number of questions."""
        return Quiz.objects.for_cards()

    @admin.display(ordering="question_count")
    def question_count(self, quiz: Any) -> int:
        """How many questions the draft has."""
        return int(quiz.question_count)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  Django's
        """Have the draft found by its new words, and an open editor learn of them."""
        super().save_related(request, form, formsets, change)
        services.note_edit(quiz=form.instance)


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin[Question]):
    """Questions of drafts."""

    list_display = ("__str__", "kind", "quiz", "position", "seconds", "points")
    list_filter = ("kind",)
    list_select_related = ("quiz",)
    search_fields = ("prompt", "quiz__title")
    readonly_fields = ("quiz", "position", "kind", "media", "options", "settings")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the editor gives options their ids."""
        return False

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:  # noqa: FBT001  Django's
        """Have the draft found by its new words, and an open editor learn of them."""
        super().save_model(request, obj, form, change)
        services.note_edit(quiz=obj.quiz)


@admin.register(QuizVersion)
class QuizVersionAdmin(ReadOnlyAdmin):
    """What was played: never changed."""

    list_display = ("title", "quiz", "digest", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("quiz",)
    search_fields = ("title", "digest", "quiz__title")
