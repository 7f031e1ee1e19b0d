"""Buttons of the security page: end one sign-in, end the others."""

import uuid

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.audit.devices import device_in
from accounts.sessions import services
from accounts.sessions.access import get_own_sign_in
from accounts.users.access import sign_in_of
from lib.errors import NotFound

SECURITY = "settings-security"


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """One of the own sign-ins. One that has ended meanwhile is no fault of the person."""
    here = sign_in_of(request)
    if here is not None and here.id == str(session_id):
        logout(request)
        return redirect("home")
    try:
        row = get_own_sign_in(request.user, session_id)
    except NotFound:
        messages.info(request, _("That was signed out already."))
        return redirect(SECURITY)
    services.end(row=row)
    messages.success(request, _("%(device)s is signed out.") % {"device": device_in(row.device).words})
    return redirect(SECURITY)


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """All but this browser."""
    ended = services.end_others(user=request.user, keep=sign_in_of(request))
    said = ngettext("%(n)d other place is signed out.", "%(n)d other places are signed out.", ended) % {"n": ended}
    messages.success(request, said)
    return redirect(SECURITY)
