"""The door of Django's back office: ours, and for staff who have shown a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.signin.second_factor import has_factor, is_kept_from_back_office


def guard(site: AdminSite) -> None:
    """Whatever Django's admin lets in must have shown a second factor too; it has no sign-in and no passwords of its own."""
    site.has_permission = _and_second_factor(site.has_permission)  # type: ignore[method-assign, assignment]
    site.login = sign_in  # type: ignore[method-assign]
    site.password_change = change_password  # type: ignore[method-assign, assignment]


def _and_second_factor(has_permission: Callable[[HttpRequest], bool]) -> Callable[[HttpRequest], bool]:
    @wraps(has_permission)
    def decide(request: HttpRequest) -> bool:
        return has_permission(request) and not is_kept_from_back_office(request)

    return decide


@never_cache
def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Where the admin sends whoever it does not let in: to our door, to the second factor, or away."""
    aim = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
    if not request.user.is_authenticated:
        return redirect(f"{resolve_url('account_login')}?{urlencode({REDIRECT_FIELD_NAME: aim})}")
    if not request.user.is_staff or not request.user.is_active:
        raise PermissionDenied
    if not is_kept_from_back_office(request):
        return redirect("admin:index")
    if has_factor(request.user):
        messages.info(request, _("The back office is open after a second factor."))
    else:
        messages.info(request, _("The back office asks for a second factor. Set one up now: it takes a minute."))
    return redirect(f"{reverse('second-factor')}?{urlencode({REDIRECT_FIELD_NAME: aim})}")


def change_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Django's own page would leave the tokens of the old password alive."""
    return redirect("account_change_password")
