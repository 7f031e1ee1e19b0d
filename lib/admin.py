"""Back office of the machinery: to see what it does, to run a dead job again, to delete a file."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import jobs, uploads
from lib.back_office import ReadOnlyAdmin
from lib.models import Heartbeat, Job, JobTally, OutboxMail, RateCount, ServerProcess, StoredFile, Strike


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Work for later; what failed too often is dead until somebody runs it again."""

    list_display = ("name", "state", "attempts", "due_at", "created_at", "finished_at", "last_error")
    list_filter = ("state", "name", "created_at")
    search_fields = ("name", "last_error")
    ordering = ("-created_at",)
    actions = ("run_again",)

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Whoever might change jobs, if jobs were changed."""
        return request.user.has_perm("lib.change_job")

    @admin.action(description=gettext_lazy("Run again (dead ones)"), permissions=["run"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Put dead jobs back into the queue."""
        self.message_user(request, _("%(count)s jobs will run again.") % {"count": jobs.revive(queryset)})


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnlyAdmin):
    """Mail on its way. Its text is not shown in the list: it is nobody else's."""

    list_display = ("subject", "to", "state", "attempts", "created_at", "sent_at", "last_error")
    list_filter = ("state", "created_at")
    search_fields = ("to", "subject", "key", "message_id")


@admin.register(ServerProcess)
class ServerProcessAdmin(ReadOnlyAdmin):
    """Processes that hold sockets."""

    list_display = ("id", "host", "pid", "started_at", "seen_at")
    list_filter = ("host",)
    search_fields = ("id", "host")
    ordering = ("-seen_at",)


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    """Files that people sent. Deleting one deletes its bytes too."""

    list_display = ("name", "use", "owner", "content_type", "size", "width", "height", "created_at")
    list_filter = ("use", "content_type", "created_at")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username", "sha256")
    readonly_fields = ("link",)

    @admin.display(description=gettext_lazy("file"))
    def link(self, stored: StoredFile) -> str:
        """Where it is read; for uses that ask who reads it, that may be nobody of the back office."""
        return format_html('<a href="{}">{}</a>', uploads.url_of(stored), stored.name)

    def delete_model(self, request: HttpRequest, obj: StoredFile) -> None:
        """Row and bytes."""
        uploads.delete(file=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[StoredFile]) -> None:
        """Rows and bytes."""
        for stored in queryset:
            uploads.delete(file=stored)


@admin.register(RateCount)
class RateCountAdmin(ReadOnlyAdmin):
    """Counters of limits. Deleting one lets its owner try again."""

    list_display = ("scope", "key", "count", "expires_at")
    list_filter = ("scope",)
    search_fields = ("scope", "key")
    ordering = ("-expires_at",)


@admin.register(Strike)
class StrikeAdmin(ReadOnlyAdmin):
    """Wrong sign-ins of late and what they locked. Deleting one lets its owner try again."""

    list_display = ("scope", "key", "count", "began_at", "locked_until", "expires_at")
    list_filter = ("scope", "locked_until")
    search_fields = ("scope", "key")
    ordering = ("-expires_at",)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """When each part last proved that it works."""

    list_display = ("name", "at")
    search_fields = ("name",)


@admin.register(JobTally)
class JobTallyAdmin(ReadOnlyAdmin):
    """How jobs ended."""

    list_display = ("name", "outcome", "count", "mean_seconds")
    list_filter = ("outcome",)
    search_fields = ("name",)

    @admin.display(description=gettext_lazy("seconds each"))
    def mean_seconds(self, tally: JobTally) -> Any:
        """Mean time of a run."""
        return round(tally.seconds / tally.count, 3) if tally.count else None
