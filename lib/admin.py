"""Back office of the machinery: to see what it does, to run a dead job again, to delete a file."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import jobs, mailbox, outbox, uploads, usage
from lib.back_office import ReadOnlyAdmin
from lib.errors import NotFound
from lib.models import Heartbeat, Job, JobTally, OutboxMail, RateCount, ServerProcess, StoredFile, Strike
from lib.signals import kept_mail_read

MAILS_A_PAGE = 50
SEARCHED_MAILS = 1000
LARGEST_OWNERS = 10


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
    """Mail on its way. What was sent keeps no text; where mail goes to files, those can be read here."""

    list_display = ("subject", "to", "state", "attempts", "created_at", "sent_at", "last_error")
    list_filter = ("state", "created_at")
    search_fields = ("to", "subject", "key", "message_id")
    exclude = ("text", "html", "headers")
    change_list_template = "admin/lib/outboxmail/change_list.html"
    actions = ("send_again",)

    def get_urls(self) -> list[Any]:
        """With the pages of mails in files."""
        kept = self.admin_site.admin_view
        return [
            path("kept/", kept(self.kept_mails), name="lib_outboxmail_kept"),
            path("kept/<str:name>/", kept(self.kept_mail), name="lib_outboxmail_kept_one"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """With the way to the mails in files, for those who may read them."""
        shows = mailbox.keeps_mail() and request.user.is_superuser
        return super().changelist_view(request, {**(extra_context or {}), "keeps_mail": shows})

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whoever might change mails, if mails were changed."""
        return request.user.has_perm("lib.change_outboxmail")

    @admin.action(description=gettext_lazy("Try again (dead ones)"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        """Give dead mails all their attempts again."""
        dead = list(queryset.filter(state=OutboxMail.State.DEAD))
        for mail in dead:
            outbox.resend(mail=mail)
        self.message_user(request, _("%(count)s mails will be tried again.") % {"count": len(dead)})

    def kept_mails(self, request: HttpRequest) -> HttpResponse:
        """The envelopes, the newest first; `?q=` finds an address or a subject among the newest thousand."""
        self._require_view(request)
        wanted = request.GET.get("q", "").strip().casefold()
        names = mailbox.names()
        if wanted:
            found = mailbox.headings(names[:SEARCHED_MAILS])
            names = list(dict.fromkeys(one.name for one in found if wanted in f"{one.to} {one.subject}".casefold()))
        page = Paginator(names, MAILS_A_PAGE).get_page(request.GET.get("p"))
        shown = {"mails": mailbox.headings(list(page.object_list)), "page": page, "q": request.GET.get("q", "")}
        return self._render(request, "kept_mails", _("Mails kept in files"), {**shown, "keeps_mail": mailbox.keeps_mail()})

    def kept_mail(self, request: HttpRequest, name: str) -> HttpResponse:
        """One of them, in full. That it was read is told to whoever writes such things down."""
        self._require_view(request)
        try:
            mails = mailbox.read(name)
        except NotFound:
            raise Http404 from None
        kept_mail_read.send(sender=OutboxMail, name=name, to=[mail.to for mail in mails])
        return self._render(request, "kept_mail", mails[0].subject if mails else name, {"mails": mails})

    def _require_view(self, request: HttpRequest) -> None:
        """Links in mails let in whomever they are for, so whoever reads them could have every right."""
        if not (request.user.is_active and request.user.is_superuser):
            raise PermissionDenied

    def _render(self, request: HttpRequest, template: str, title: str, shown: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **shown}
        return render(request, f"admin/lib/outboxmail/{template}.html", context)


@admin.register(ServerProcess)
class ServerProcessAdmin(ReadOnlyAdmin):
    """Processes that hold sockets."""

    list_display = ("id", "host", "pid", "started_at", "seen_at")
    list_filter = ("host",)
    search_fields = ("id", "host")
    ordering = ("-seen_at",)


class Named(admin.SimpleListFilter):
    """Whether anything still shows a file."""

    title = gettext_lazy("still shown")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Yes and no."""
        return [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
        """Those that something names, or those that nothing does."""
        free = usage.unused(StoredFile.objects.all()).values("pk")
        if self.value() == "no":
            return queryset.filter(pk__in=free)
        return queryset.exclude(pk__in=free) if self.value() == "yes" else queryset


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    """Files that people sent. Deleting one deletes its bytes too."""

    list_display = ("name", "use", "owner", "content_type", "length", "width", "height", "created_at")
    list_filter = ("use", Named, "content_type", "created_at")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username", "owner__email", "sha256")
    readonly_fields = ("link", "named_by")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """With whose files take the most space."""
        owners = usage.largest_owners(LARGEST_OWNERS)
        return super().changelist_view(request, {**(extra_context or {}), "owners": owners})

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def length(self, stored: StoredFile) -> str:
        """In units people use."""
        return filesizeformat(stored.size)

    @admin.display(description=gettext_lazy("shown by"))
    def named_by(self, stored: StoredFile) -> str:
        """What would miss it."""
        return ", ".join(usage.names_of([stored])[stored.pk]) or "–"

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
