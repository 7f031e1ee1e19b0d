"""The page of what is kept about one: take it along, or leave for good."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.profile import erasure, exports
from accounts.profile.models import DataExport
from accounts.users.access import get_own_account
from lib import context, personal_data, uploads
from lib.errors import DomainError

PAGE = "accounts/profile/data.html"


@login_required
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """What there is to take along, and the way out."""
    return _page(request)


@login_required
@require_POST
def ask_for_export(request: HttpRequest) -> HttpResponse:
    """Begin an archive."""
    try:
        exports.ask_for_export(user=get_own_account(request.user))
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("Your archive is being made. You find it here, and get a mail when it is ready."))
    return redirect("settings-data")


@login_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ask to be erased: the username typed, and the password where there is one."""
    user = get_own_account(request.user)
    try:
        erasure.prove(
            user=user,
            username=request.POST.get("username", ""),
            password=request.POST.get("password", ""),
            address=context.caller().address,
        )
        erasure.ask_for_erasure(user=user)
    except DomainError as error:
        return _page(request, problem=error, status=429 if error.code == "locked" else 400)
    return redirect("settings-data")


@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Take it back."""
    try:
        erasure.take_back_erasure(user=get_own_account(request.user))
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("Good to have you. Nothing was deleted."))
    return redirect("settings-data")


def _page(request: HttpRequest, *, problem: DomainError | None = None, status: int = 200) -> HttpResponse:
    user = get_own_account(request.user)
    rows = list(DataExport.objects.filter(user=user).select_related("file")[:3])
    shown = {
        "person": user,
        "exports": [(row, uploads.url_of(row.file) if row.file else "") for row in rows],
        "stays": personal_data.what_stays(),
        "days": settings.ERASURE_GRACE_DAYS,
        "problem": problem,
    }
    return render(request, PAGE, shown, status=status)
