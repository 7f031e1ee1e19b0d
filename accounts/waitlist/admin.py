"""Back office of the waiting list: who waits, and letting them in."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.waitlist import services
from accounts.waitlist.models import WaitlistEntry
from lib.addresses import site_of
from lib.back_office import ReadOnlyAdmin
from lib.errors import DomainError


@admin.register(WaitlistEntry)
class WaitlistAdmin(ReadOnlyAdmin):
    """Requests for an account. Decided by the actions, one or many at a time."""

    list_display = ("__str__", "email", "has_proved_email", "state", "note_start", "created_at", "decided_at", "decided_by")
    list_filter = ("state", ("confirmed_at", admin.EmptyFieldListFilter), "created_at", "decided_at")
    list_select_related = ("decided_by",)
    search_fields = ("email", "full_name", "username", "note")
    ordering = ("created_at",)
    date_hierarchy = "created_at"
    actions = ("approve", "reject")

    @admin.display(description=_("e-mail proved"), boolean=True, ordering="confirmed_at")
    def has_proved_email(self, obj: WaitlistEntry) -> bool:
        """Whether the link of the mail was opened."""
        return obj.confirmed_at is not None

    @admin.display(description=_("a word to the school"))
    def note_start(self, obj: WaitlistEntry) -> str:
        """The beginning of it."""
        return obj.note[:80]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the count of those who wait above the list."""
        waiting = WaitlistEntry.objects.waiting().count()
        title = _("Waiting list: %(count)d waiting") % {"count": waiting}
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def delete_model(self, request: HttpRequest, obj: WaitlistEntry) -> None:
        """By the verb: its invitation is void."""
        services.withdraw(entry=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[WaitlistEntry]) -> None:
        """One by one, by the verb."""
        for entry in queryset:
            services.withdraw(entry=entry)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """As the right of the model says."""
        return bool(request.user.has_perm("accounts.change_waitlistentry"))

    def _each(self, request: HttpRequest, entries: QuerySet[WaitlistEntry], verb: Any, done: Any) -> None:
        count = 0
        for entry in entries:
            try:
                verb(entry=entry, by=request.user, site=site_of(request))
                count += 1
            except DomainError as error:
                messages.error(request, f"{entry}: {error.detail}")
        messages.success(request, done % {"count": count})

    @admin.action(description=_("Let in: send an invitation"), permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[WaitlistEntry]) -> None:
        """An invitation each, by mail."""
        self._each(request, queryset, services.approve, _("%(count)d people are let in."))

    @admin.action(description=_("Say no"), permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[WaitlistEntry]) -> None:
        """A kind mail each."""
        self._each(request, queryset, services.reject, _("%(count)d people are told no."))
