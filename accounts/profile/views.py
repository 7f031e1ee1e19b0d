"""The pages of one's own settings. Each area of the security page brings its own section and its own verbs."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.api_keys import queries as api_keys
from accounts.audit import queries as audit
from accounts.passkeys import queries as passkeys
from accounts.profile import queries, services
from accounts.profile.forms import ProfileForm, languages, zones
from accounts.sessions import queries as sessions
from accounts.signin.forms import show_refusal
from accounts.signin.second_factor import sign_in_of
from accounts.signin.social import connections_of
from accounts.totp import queries as totp
from accounts.users.access import get_own_account
from accounts.users.models import User
from lib.errors import DomainError

EVENTS_SHOWN = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is, in which language and at which hour."""
    user = get_own_account(request.user)
    form = ProfileForm.of(user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.update_profile(user=user, changes=form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("settings-profile")
    shown = {"form": form, "person": user, "languages": languages(), "zones": zones(), "themes": User.Theme.choices}
    return render(request, "accounts/profile/profile.html", shown)


@login_required
@require_POST
def picture(request: HttpRequest) -> HttpResponse:
    """Another picture, or none."""
    user = get_own_account(request.user)
    try:
        if "remove" in request.POST:
            services.remove_picture(user=user)
            messages.success(request, _("Your picture is gone."))
        elif "picture" in request.FILES:
            services.use_picture(user=user, upload=request.FILES["picture"])
            messages.success(request, _("This is your picture now."))
        else:
            messages.error(request, _("Choose a picture first."))
    except DomainError as error:
        messages.error(request, error.detail)
    return redirect("settings-profile")


@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """What protects the account, in one glance, and all that can be done about it."""
    user = get_own_account(request.user)
    shown = {
        "protection": queries.protection_of(user),
        "totp": totp.overview(user),
        "passkeys": passkeys.overview(user),
        "social": connections_of(user),
        "sessions": sessions.overview(user, sign_in_of(request)),
        "api_keys": api_keys.overview(user),
        "audit": audit.recent(user, EVENTS_SHOWN),
        "events_kept_days": settings.AUDIT_KEEP_DAYS,
    }
    return render(request, "accounts/profile/security.html", shown)
