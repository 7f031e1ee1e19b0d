"""The pages of one's own settings. Each area of the security page brings its own section and its own verbs."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template

from accounts.profile import queries
from accounts.signin.second_factor import sign_in_of

EVENTS_SHOWN = 10
AREAS = ("totp", "passkeys", "sessions", "api_keys", "social", "audit")


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is."""
    return render(request, "accounts/profile/profile.html", {})


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """What protects the account, in one glance, and all that can be done about it."""
    sections = {area: _overview(area, request) for area in AREAS if _has_template(area)}
    context = {
        "protection": queries.protection_of(request.user),
        "events_kept_days": settings.AUDIT_KEEP_DAYS,
        "areas": [*sections],
        **sections,
    }
    return render(request, "accounts/profile/security.html", context)


@login_required
def notifications(request: HttpRequest) -> HttpResponse:
    """What one is told about."""
    return render(request, "accounts/notifications/settings.html", {})


def _has_template(area: str) -> bool:
    try:
        get_template(f"accounts/{area}/_section.html")
    except TemplateDoesNotExist:
        return False
    return True


def _overview(area: str, request: HttpRequest) -> Any:
    if area == "social":
        return import_module("accounts.signin.social").connections_of(request.user)
    if find_spec(f"accounts.{area}.queries") is None:
        return None
    area_queries = import_module(f"accounts.{area}.queries")
    if area == "audit":
        return area_queries.recent(request.user, EVENTS_SHOWN)
    if area == "sessions":
        return area_queries.overview(request.user, sign_in_of(request))
    return area_queries.overview(request.user)
