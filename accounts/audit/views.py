"""The page of one's own events."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.audit import queries
from accounts.audit.models import AuditEvent

EVENTS_A_PAGE = 50


@login_required
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """All that is kept, the newest first."""
    paginator = Paginator(AuditEvent.objects.about(request.user).select_related("actor"), EVENTS_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    shown = {
        "lines": queries.lines_of(request.user, page),
        "page": page,
        "page_numbers": paginator.get_elided_page_range(page.number),
    }
    return render(request, "accounts/audit/events.html", shown)
