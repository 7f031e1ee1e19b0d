"""A game, who plays it, and what they answered."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.library.models import Quiz, QuizVersion
from quizzes.live.engine import Phase, State
from quizzes.live.querysets import GameQuerySet, PlayerQuerySet


class Game(models.Model):
    """One live game of one version of a quiz. The row is the truth; every change raises `revision` by compare-and-set.

    `opens_at`, `closes_at` and `paused_at` are milliseconds since the epoch, as in the frames.
    """

    class Phases(models.TextChoices):
        LOBBY = Phase.LOBBY, _("Lobby")
        QUESTION = Phase.QUESTION, _("Question")
        REVEAL = Phase.REVEAL, _("Reveal")
        FINISHED = Phase.FINISHED, _("Finished")

    class Mode(models.TextChoices):
        CLASSIC = "classic", _("Classic")
        ACCURACY = "accuracy", _("Calm")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pin = models.CharField(max_length=6)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="games")
    quiz = models.ForeignKey(Quiz, null=True, on_delete=models.SET_NULL, related_name="games")
    version = models.ForeignKey(QuizVersion, on_delete=models.PROTECT, related_name="games")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.CLASSIC)
    settings = models.JSONField(default=dict, blank=True)
    host_token_hash = models.CharField(max_length=64, editable=False)
    phase = models.CharField(max_length=10, choices=Phases, default=Phases.LOBBY)
    index = models.SmallIntegerField(default=-1, help_text="Of the running or last question, from 0; -1 in the lobby.")
    opens_at = models.BigIntegerField(null=True, blank=True)
    closes_at = models.BigIntegerField(null=True, blank=True)
    paused_at = models.BigIntegerField(null=True, blank=True)
    is_locked = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = GameQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["pin"], condition=models.Q(finished_at=None), name="game_pin_while_running")
        ]
        indexes = [
            models.Index(fields=["pin", "-created_at"], name="game_pin"),
            models.Index(fields=["phase", "closes_at"], name="game_deadline"),
            models.Index(fields=["owner", "-created_at"], name="game_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.pin} ({self.phase})"

    @property
    def state(self) -> State:
        """The part of the row that the engine's rules depend on."""
        return State(
            phase=Phase(self.phase),
            index=self.index,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            paused_at=self.paused_at,
            locked=self.is_locked,
            revision=self.revision,
        )


class Player(models.Model):
    """Somebody in a game, with or without an account."""

    uid = models.CharField(max_length=12, unique=True, help_text="What clients know the player by.")
    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="players")
    number = models.PositiveIntegerField(help_text="1 for the first who joined this game.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="plays")
    nickname = models.CharField(max_length=60)
    nickname_key = models.CharField(max_length=120, help_text="The same for nicknames that look alike.")
    device_hash = models.CharField(max_length=64, blank=True, editable=False)
    score = models.PositiveIntegerField(default=0)
    rank = models.PositiveIntegerField(default=0)
    was_rank = models.PositiveIntegerField(default=0)
    streak = models.PositiveSmallIntegerField(default=0)
    best_streak = models.PositiveSmallIntegerField(default=0)
    right_count = models.PositiveSmallIntegerField(default=0)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    kicked_at = models.DateTimeField(null=True, blank=True)

    objects = PlayerQuerySet.as_manager()

    class Meta:
        ordering = ["game", "number"]
        constraints = [
            models.UniqueConstraint(fields=["game", "nickname_key"], name="player_nickname_once"),
            models.UniqueConstraint(fields=["game", "number"], name="player_number_once"),
            models.UniqueConstraint(
                fields=["game", "user"], condition=models.Q(user__isnull=False), name="player_account_once"
            ),
        ]

    def __str__(self) -> str:
        return self.nickname


class Answer(models.Model):
    """What a player answered to a question: the first answer, once."""

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="answers")
    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="answers")
    question_index = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    correct = models.BooleanField(null=True)
    points = models.PositiveIntegerField(default=0)
    streak_bonus = models.PositiveSmallIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(help_text="From the opening to the answer, by the server's clock.")

    class Meta:
        ordering = ["game", "question_index", "id"]
        constraints = [models.UniqueConstraint(fields=["player", "question_index"], name="answer_once")]
        indexes = [models.Index(fields=["game", "question_index"], name="answer_game_question")]

    def __str__(self) -> str:
        return f"{self.player_id}: {self.question_index}"


class Seat(models.Model):
    """A process that holds a socket of a player. What a dead process held does not count (lib.processes)."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="seats")
    process = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["player", "process"], name="seat_once")]
        indexes = [models.Index(fields=["process"], name="seat_process")]

    def __str__(self) -> str:
        return f"{self.player_id} at {self.process}"
