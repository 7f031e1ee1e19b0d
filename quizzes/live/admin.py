"""Back office of live games: to look at. Games are changed by their hosts."""

from django.contrib import admin

from lib.back_office import ReadOnlyAdmin
from quizzes.live.models import Answer, Game, Player, Seat


@admin.register(Game)
class GameAdmin(ReadOnlyAdmin):
    """Games, running and finished."""

    list_display = ("pin", "quiz", "owner", "mode", "phase", "index", "is_locked", "created_at", "finished_at")
    list_filter = ("phase", "mode", "created_at")
    list_select_related = ("quiz", "owner")
    search_fields = ("pin", "quiz__title", "owner__username")


@admin.register(Player)
class PlayerAdmin(ReadOnlyAdmin):
    """Who played."""

    list_display = ("nickname", "game", "user", "score", "rank", "right_count", "joined_at", "kicked_at")
    list_filter = (("kicked_at", admin.EmptyFieldListFilter), "joined_at")
    list_select_related = ("game", "user")
    search_fields = ("nickname", "uid", "user__username", "game__pin")


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    """What they answered."""

    list_display = ("game", "player", "question_index", "answer", "correct", "points", "streak_bonus", "milliseconds")
    list_filter = ("correct",)
    list_select_related = ("game", "player")
    search_fields = ("player__nickname", "game__pin")
    ordering = ("-id",)


@admin.register(Seat)
class SeatAdmin(ReadOnlyAdmin):
    """Which process holds a player's socket."""

    list_display = ("player", "process")
    list_select_related = ("player",)
    search_fields = ("player__nickname", "process")
    ordering = ("-id",)
