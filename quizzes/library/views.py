"""Pages of the library: the list, a quiz to read, the editor, and the forms that make, copy and delete."""

import uuid
from typing import Any

from django.conf.locale import LANG_INFO
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.errors import NotFound
from quizzes.library import access, queries, services
from quizzes.library.forms import FindQuizzes
from quizzes.library.frozen import files_of
from quizzes.library.models import Quiz
from quizzes.library.serializers import AuthorQuizSerializer

QUIZZES_A_PAGE = 24
# What Django knows by its own name: [(code, name in that language)].
LANGUAGES = sorted(
    ((code, info["name_local"].capitalize()) for code, info in LANG_INFO.items() if "name_local" in info),
    key=lambda one: one[1].casefold(),
)


@login_required
@require_safe
@never_cache
def quiz_list(request: HttpRequest) -> HttpResponse:
    """My quizzes or the public ones, searched; the same address serves the search as you type."""
    asked = FindQuizzes(request.GET).found()
    if asked["whose"] == FindQuizzes.Whose.MINE:
        found = Quiz.objects.owned_by(request.user)
    else:
        found = Quiz.objects.visible_to(request.user).filter(visibility=Quiz.Visibility.PUBLIC)
    if asked["q"]:
        found = found.search(asked["q"])
    if asked["tag"]:
        found = found.tagged(asked["tag"])
    paginator = Paginator(found.for_cards().order_by("-updated_at", "id"), QUIZZES_A_PAGE)
    paginator.count = found.count()  # without the join that counts each quiz's questions
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "is_asked": bool(asked["q"] or asked["tag"]),
        "counts": queries.tab_counts(request.user),
        "page": page,
        "page_numbers": paginator.get_elided_page_range(page.number),
    }
    return render(request, "quizzes/library/list.html", context)


@require_safe
@never_cache
def detail(request: HttpRequest, quiz_id: uuid.UUID) -> HttpResponse:
    """A quiz to read: with its keys for its author, without them for everybody else."""
    quiz = _quiz_to_read(request, quiz_id)
    is_author = quiz.owner_id == request.user.pk
    questions = queries.questions_for_author(quiz) if is_author else queries.questions_for_reader(quiz)
    context = {
        "quiz": quiz,
        "is_author": is_author,
        "questions": questions,
        "language": dict(LANGUAGES).get(quiz.language, quiz.language),
        "minutes": max(1, round(sum(one.seconds + 8 for one in questions) / 60)),
    }
    return render(request, "quizzes/library/detail.html", context)


@login_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """An empty quiz, straight into the editor."""
    saved = services.create_quiz(owner=request.user, title=_("Untitled quiz"), language=get_language() or "en")
    return redirect("library:edit", quiz_id=saved.quiz.pk)


@login_required
@require_safe
@never_cache
@ensure_csrf_cookie
def edit(request: HttpRequest, quiz_id: uuid.UUID) -> HttpResponse:
    """The editor. It saves through the REST API; the page only brings the quiz along."""
    quiz = _quiz_to_edit(request, quiz_id)
    context = {
        "quiz": quiz,
        "document": _document(quiz),
        "api_url": reverse("quiz-detail", args=[quiz.pk]),
        "uploads_url": reverse("uploads"),
        "visibilities": Quiz.Visibility.choices,
        "languages": LANGUAGES,
    }
    return render(request, "quizzes/library/edit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, quiz_id: uuid.UUID) -> HttpResponse:
    """Asks, saying what will be lost; the answer deletes."""
    quiz = _quiz_to_edit(request, quiz_id)
    if request.method == "POST":
        services.delete_quiz(quiz=quiz)
        messages.success(request, _("“%(title)s” is deleted.") % {"title": quiz.title})
        return redirect("library:list")
    return render(request, "quizzes/library/delete.html", {"quiz": quiz, "question_count": quiz.questions.count()})


@login_required
@require_POST
def copy(request: HttpRequest, quiz_id: uuid.UUID) -> HttpResponse:
    """A private copy of my own, straight into the editor."""
    copied = services.copy_quiz(quiz=_quiz_to_read(request, quiz_id), owner=request.user)
    return redirect("library:edit", quiz_id=copied.pk)


def _document(quiz: Quiz) -> dict[str, Any]:
    """The quiz as the REST API gives it to its author: the editor knows one shape only."""
    rows = list(quiz.questions.all())
    quiz.question_count = len(rows)  # type: ignore[attr-defined]  # what lists annotate
    return dict(AuthorQuizSerializer(quiz, context={"rows": rows, "files": files_of(quiz)}).data)


def _quiz_to_read(request: HttpRequest, quiz_id: uuid.UUID) -> Quiz:
    try:
        return access.get_quiz_to_read(request.user, quiz_id)
    except NotFound:
        raise Http404 from None


def _quiz_to_edit(request: HttpRequest, quiz_id: uuid.UUID) -> Quiz:
    try:
        return access.get_quiz_to_edit(request.user, quiz_id)
    except NotFound:
        raise Http404 from None
