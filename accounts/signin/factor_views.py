"""The page that asks for the second factor: of somebody who is signing in, or who is in and has not shown it yet."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.sessions.services import raise_second_factor
from accounts.signin import devices, services
from accounts.signin.factor_forms import RecoveryCodeForm, SecondFactorForm
from accounts.signin.second_factor import has_factor, second_factor_done, trust_device
from accounts.signin.stages import SecondFactorStage, second_factor_stage
from accounts.totp.forms import CodeForm
from accounts.totp.queries import has_passkey, overview
from accounts.users.models import User
from lib import rate_limits
from lib.errors import DomainError, RateLimited

FORMS = {"app": SecondFactorForm, "recovery": RecoveryCodeForm}


@method_decorator([never_cache, sensitive_post_parameters("otp")], name="dispatch")
class SecondFactorView(View):
    """`?way=recovery` asks for a recovery code; either is taken wherever it is typed."""

    user: User
    stage: SecondFactorStage | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """To the door for whoever is not here; on for whoever has nothing to show."""
        if isinstance(request.user, User):
            self.user = request.user
            if second_factor_done(request):
                return redirect(self._next())
            if not has_factor(self.user):
                return redirect(_with_next("totp-enrol", self._next()))
        else:
            self.stage = second_factor_stage(request)
            if self.stage is None:
                return redirect("account_login")
            self.user = self.stage.login.user
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._show(FORMS[self._way()]())

    def post(self, request: HttpRequest) -> HttpResponse:
        """In, or on; else the form again. `leave` gives the sign-in up."""
        if self.stage is not None and "leave" in request.POST:
            response: HttpResponse = self.stage.abort()
            return response
        form = FORMS[self._way()](request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            return self._pass(form)
        except DomainError as error:
            return self._show(form, error)

    def _pass(self, form: CodeForm) -> HttpResponse:
        factor = services.check_code(
            user=self.user,
            otp=form.cleaned_data["otp"],
            address=rate_limits.address_of(self.request),
            known_here=devices.users_known_here(self.request),
        )
        if self.stage is not None:
            response = self.stage.passed(factor)
        else:
            raise_second_factor(session=self.request.session, second_factor=factor)
            response = redirect(self._next())
        if form.cleaned_data.get("trust"):
            trust_device(self.request, response, self.user)
        return response

    def _show(self, form: CodeForm, error: DomainError | None = None) -> HttpResponse:
        if error is not None:
            form.show(error)
        state = overview(self.user)
        context = {
            "form": form,
            "person": self.user,
            "way": self._way(),
            "next": self._next(),
            "state": state,
            "has_passkey": has_passkey(self.user),
            "is_signing_in": self.stage is not None,
        }
        response = render(self.request, "accounts/signin/second_factor.html", context)
        if isinstance(error, RateLimited):
            response.status_code = 429
            response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
        return response

    def _way(self) -> str:
        way = self.request.GET.get("way", "")
        return way if way in FORMS else "app"

    def _next(self) -> str:
        """Where a signed-in person was going."""
        address = self.request.POST.get("next") or self.request.GET.get("next") or ""
        if url_has_allowed_host_and_scheme(address, {self.request.get_host()}, self.request.is_secure()):
            return address
        return resolve_url(settings.LOGIN_REDIRECT_URL)


def _with_next(name: str, address: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': address})}"
