"""Rows of the machinery: jobs, mail on its way, files, and the server processes that are alive."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Job(models.Model):
    """One piece of work for later. The row is the truth; the broker only wakes a worker, so a lost broker loses nothing."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now, help_text="Not before this instant.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When a worker was last woken for it.")
    lease_until = models.DateTimeField(null=True, blank=True, help_text="A run that has not ended by then is taken for lost.")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="job_state_due")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class ServerProcess(models.Model):
    """A process that holds sockets. It renews `seen_at`; one that stopped doing so holds none any more."""

    id = models.CharField(primary_key=True, max_length=40)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "server processes"

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class RateCount(models.Model):
    """How often something was done in one window of time, for limits that every process must see (lib.rate_limits)."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=64, help_text="A keyed digest: no address or e-mail stands here.")
    window = models.BigIntegerField(help_text="Number of the window since 1970.")
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key", "window"], name="rate_count_once")]

    def __str__(self) -> str:
        return f"{self.scope}: {self.count}"


class Strike(models.Model):
    """How often something went wrong for one key of late, and until when the key is locked for it (lib.rate_limits)."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=64, help_text="A keyed digest: no address or e-mail stands here.")
    count = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(help_text="When the count began; it begins anew after its window.")
    locked_until = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="strike_once")]

    def __str__(self) -> str:
        return f"{self.scope}: {self.count}"


class OutboxMail(models.Model):
    """One mail on its way. Stored with the change that causes it, sent by a worker, never lost with a process."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True, help_text="The same key is one mail, however often it is asked for.")
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "mail"

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class StoredFile(models.Model):
    """A file somebody sent. Its `use` says which rules it passed and who may read it (lib.uploads)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    use = models.CharField(max_length=40)
    name = models.CharField(max_length=200, help_text="As the sender called it; never a path.")
    path = models.CharField(max_length=200, unique=True, help_text="Made by the server, below the media folder.")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["owner", "use"], name="file_owner_use")]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """When a part of the deployment last proved that it works (lib.heartbeats)."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class JobTally(models.Model):
    """How often a job ran, how it ended and how long it took: what /metrics shows, whichever worker ran it."""

    name = models.CharField(max_length=100)
    outcome = models.CharField(max_length=10)
    count = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0)

    class Meta:
        verbose_name_plural = "job tallies"
        constraints = [models.UniqueConstraint(fields=["name", "outcome"], name="job_tally_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.outcome}"
