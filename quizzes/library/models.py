"""A quiz as it is written (the draft) and as it is played (an immutable version)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.library import limits
from quizzes.library.querysets import QuizQuerySet
from quizzes.library.question_types.kinds import Kind


class Quiz(models.Model):
    """The draft and what is said about it. Playing freezes a QuizVersion, so an edit never changes what is running.

    `files` are all files the draft names: cover, pictures of questions and of options. They keep them from the clean-up.
    """

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("Only me")
        UNLISTED = "unlisted", _("Whoever has the link")
        PUBLIC = "public", _("Everyone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quizzes")
    title = models.CharField(_("title"), max_length=limits.TITLE)
    description = models.TextField(_("description"), max_length=limits.DESCRIPTION, blank=True)
    visibility = models.CharField(_("visibility"), max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    language = models.CharField(_("language"), max_length=limits.LANGUAGE, default="en")
    tags = models.JSONField(_("tags"), default=list, blank=True)
    cover = models.ForeignKey("lib.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    files = models.ManyToManyField("lib.StoredFile", related_name="+", editable=False)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    revision = models.PositiveIntegerField(default=0, editable=False, help_text=_("Counts the saves of the draft."))
    # Written by services.save_draft; folded, because a database's own LIKE knows neither accents nor all alphabets.
    search_text = models.TextField(blank=True, editable=False)
    tag_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = QuizQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        verbose_name_plural = "quizzes"
        indexes = [models.Index(fields=["owner", "-updated_at"], name="quiz_owner_updated")]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of a draft. `options` and `settings` have the shape its kind says (question_types)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    prompt = models.TextField(max_length=limits.PROMPT, blank=True)
    media = models.ForeignKey("lib.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    media_alt = models.CharField(_("what the picture shows"), max_length=limits.ALT, blank=True)
    seconds = models.PositiveSmallIntegerField(default=20)
    points = models.PositiveSmallIntegerField(default=1000)
    explanation = models.TextField(max_length=limits.EXPLANATION, blank=True)
    options = models.JSONField(default=list, blank=True)
    settings = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["quiz", "position"]
        # Not unique: save_draft, the one writer, moves all of them in one statement under the quiz's lock, which a
        # constraint that is checked row by row (SQLite knows no other) would refuse.
        indexes = [models.Index(fields=["quiz", "position"], name="question_order")]

    def __str__(self) -> str:
        return self.prompt[:80] or self.kind


class QuizVersion(models.Model):
    """What is played: title and questions, frozen. Never changed; the same content is one version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quiz = models.ForeignKey(Quiz, null=True, on_delete=models.SET_NULL, related_name="versions")
    title = models.CharField(max_length=200)
    questions = models.JSONField(help_text="A list of questions as question_types reads them.")
    files = models.ManyToManyField("lib.StoredFile", related_name="+", editable=False)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["quiz", "digest"], name="quiz_version_once")]

    def __str__(self) -> str:
        return self.title
