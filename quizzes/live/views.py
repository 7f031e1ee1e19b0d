"""Pages of the live game: joining, playing, settings, hosting. What happens on them comes by socket."""

from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from lib.addresses import reachable_host
from lib.errors import DomainError, NotFound, RateLimited
from quizzes.library.access import get_quiz_to_read
from quizzes.library.errors import QuizIncomplete
from quizzes.live import access, devices, services
from quizzes.live.errors import GameNotFound
from quizzes.live.forms import OpenGameForm
from quizzes.live.models import Game


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """From the PIN box to the game. A wrong PIN comes back to the box with what is wrong beside it."""
    typed = request.GET.get("pin", "")
    pin = "".join(typed.split())
    if not pin:
        return render(request, "home.html")
    if not (pin.isascii() and pin.isdigit() and len(pin) == 6):
        return _ask_again(request, typed, _("A PIN has six digits. Look at the big screen again."), status=400)
    try:
        game = access.find_by_pin(pin, str(request.META.get("REMOTE_ADDR", "")))
    except DomainError as error:
        return _refuse_pin(request, typed, error)
    if game.phase == Game.Phases.FINISHED:
        return _ask_again(
            request, typed, _("The game with this PIN is over. Is there a new one on the big screen?"), status=404
        )
    return redirect("live:play", pin=game.pin)


@require_safe
@never_cache
def play(request: HttpRequest, pin: str) -> HttpResponse:
    """A player's page: the nickname, then whatever the game shows."""
    try:
        game = access.find_by_pin(pin, str(request.META.get("REMOTE_ADDR", "")))
    except DomainError as error:
        return _refuse_pin(request, pin, error)
    response = render(request, "quizzes/live/play.html", {"game": game, "title": game.version.title})
    if devices.COOKIE not in request.COOKIES:
        response.set_cookie(
            devices.COOKIE,
            devices.new_cookie(),
            max_age=devices.MAX_AGE,
            httponly=True,
            secure=request.is_secure(),
            samesite="Lax",
        )
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def host_settings(request: HttpRequest, quiz_id: object) -> HttpResponse:
    """How shall we play? Posting opens the game."""
    try:
        quiz = get_quiz_to_read(request.user, quiz_id)
    except NotFound:
        raise Http404 from None
    form = OpenGameForm(request.POST or None)
    problem = ""
    if form.is_valid():
        try:
            game, _token = services.open_game(
                owner=request.user, quiz=quiz, mode=form.cleaned_data["mode"], settings=form.chosen_settings()
            )
            return redirect("live:host", game_id=game.pk)
        except QuizIncomplete as error:
            problem = error.detail
    seconds = sum(question.seconds for question in quiz.questions.all())
    context = {
        "quiz": quiz,
        "form": form,
        "problem": problem,
        "questions": quiz.questions.count(),
        # A question takes about 15 seconds beside its own time: reading the answer, the ranking.
        "minutes": max(1, round((seconds * 0.7 + quiz.questions.count() * 15) / 60)),
    }
    return render(request, "quizzes/live/host_settings.html", context, status=409 if problem else 200)


@login_required
@require_safe
@never_cache
@ensure_csrf_cookie
def host(request: HttpRequest, game_id: object) -> HttpResponse:
    """The host's page: lobby, questions, reveals, ranking, podium. One page, driven by the socket."""
    try:
        game = access.get_game_of(request.user, game_id)
    except GameNotFound:
        raise Http404 from None
    origin = _join_origin(request)
    return render(
        request,
        "quizzes/live/host.html",
        {
            "game": game,
            "title": game.version.title,
            "total": len(game.version.questions),
            "join_at": urlsplit(origin).netloc,
            "qr": _qr(f"{origin}/play/{game.pin}/"),
        },
    )


def _join_origin(request: HttpRequest) -> str:
    """Scheme and host that phones open: BASE_URL, or the request's, or this machine's LAN address for a loopback one."""
    return settings.BASE_URL or f"{request.scheme}://{reachable_host(request.get_host())}"


def _qr(text: str) -> SafeString:
    """A QR code as the path of an inline SVG, so that it takes the page's colours and size."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None))  # noqa: S308  made of digits


def _refuse_pin(request: HttpRequest, typed: str, error: DomainError) -> HttpResponse:
    if isinstance(error, RateLimited):
        return _ask_again(request, typed, error.detail, status=429)
    return _ask_again(request, typed, _("No game has this PIN. Look at the big screen again."), status=404)


def _ask_again(request: HttpRequest, typed: str, problem: str, *, status: int) -> HttpResponse:
    context: dict[str, Any] = {"typed": typed[:12], "problem": problem}
    return render(request, "home.html", context, status=status)
