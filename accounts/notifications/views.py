"""The page of one's choices, and the end of a mail's link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.notifications import queries, services
from accounts.notifications.errors import UnsubscribeNotValid
from accounts.users.access import get_own_account

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
def choices(request: HttpRequest) -> HttpResponse:
    """What one is told about."""
    user = get_own_account(request.user)
    if request.method == "POST":
        services.set_wanted(user=user, wanted=request.POST.getlist("wanted"))
        messages.success(request, _("Kept. You are told about what is ticked."))
        return redirect("settings-notifications")
    return render(request, "accounts/notifications/settings.html", {"choices": queries.choices_of(user), "person": user})


@csrf_exempt  # mail programs press the button for people (RFC 8058), without a cookie; the token is all there is to prove
@never_cache
@GET_OR_POST
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A button; pressing it stops this kind of mail. Opening the link does nothing: mail scanners do."""
    try:
        if request.method == "POST":
            shown = {"kind": services.unsubscribe(token=token), "is_done": True}
        else:
            _user, kind, _channel = services.read_unsubscribe_token(token)
            shown = {"kind": kind, "is_done": False}
    except UnsubscribeNotValid as error:
        return render(request, "accounts/notifications/unsubscribe.html", {"problem": error.detail}, status=404)
    return render(request, "accounts/notifications/unsubscribe.html", shown)
