"""What every page gets, whatever it is: a request id, a log line, its time in the metrics, headers; and refused bodies."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from functools import partial

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.middleware.common import CommonMiddleware
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from lib import context, metrics, rate_limits
from lib.addresses import is_loopback
from lib.serving.wsgi import REFUSED

log = logging.getLogger("homeroom.http")

View = Callable[[HttpRequest], HttpResponse]

REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{8,64}")
PERMISSIONS = ", ".join(
    f"{name}=()" for name in ("camera", "microphone", "geolocation", "payment", "usb", "serial", "midi", "display-capture")
)
# What stands there is one person's: no browser that others use afterwards shows it again, no proxy keeps it.
PRIVATE = ("/accounts/", "/api/v1/", "/setup/")
QUIET_ROUTES = {"/health/", "/health/live/", "/metrics"}


class RequestContext:
    """The outermost: names the request in every log line, measures it, says how it ended."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        try:
            with context.called_by(_caller_of(request, request_id)):
                response = self._get_response(request)
            response["X-Request-ID"] = request_id
            self._note(request, response, time.perf_counter() - started)
        finally:
            structlog.contextvars.clear_contextvars()
        return response

    @staticmethod
    def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        route = f"/{match.route}" if match else "none"
        # An invented method must not make a new row of figures.
        method = request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
        status = str(response.status_code)
        metrics.http_requests.labels(method, route, status).inc()
        metrics.http_request_seconds.labels(route, status).observe(seconds)
        level = logging.DEBUG if route in QUIET_ROUTES else logging.INFO
        log.log(
            level,
            "http.request",
            extra={"method": method, "path": request.path, "status": response.status_code, "seconds": round(seconds, 4)},
        )


def _caller_of(request: HttpRequest, request_id: str) -> context.Caller:
    device = request.headers.get("User-Agent", "").replace("\x00", "")[: context.LONGEST_DEVICE]
    return context.Caller(rate_limits.address_of(request), device, request_id)


class PageHeaders:
    """Headers that Django and django-csp do not know, or set without looking at the address."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        if request.path.startswith(PRIVATE):
            response.setdefault("Cache-Control", "private, no-store")
        try:
            host = request.get_host()
        except DisallowedHost:
            return response
        if request.is_secure() or is_loopback(host.rsplit(":", 1)[0]):
            # By plain http on a LAN address browsers ignore it, with an error in the console of every phone.
            response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        # Older phones do not take 'self' for the page's own sockets.
        socket = f"{'wss' if request.is_secure() else 'ws'}://{host}"
        response._csp_update = {**(getattr(response, "_csp_update", None) or {}), "connect-src": ["'self'", socket]}  # type: ignore[attr-defined]
        return response


class NoNullAddresses:
    """There is nothing at an address that holds U+0000, which PostgreSQL takes in no text and no page has a use for."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404("The address holds U+0000.")
        return self._get_response(request)


class RefusedBodies:
    """Answers for the edge when it did not take a body in, so that such answers look and are counted like all others."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = request.META.get(REFUSED)
        if status is None:
            return self._get_response(request)
        code, detail = (
            ("too_large", _("This is larger than what may be sent here."))
            if status == 413
            else ("too_slow", _("The rest of this did not arrive in time. Try again."))
        )
        if request.path.startswith("/api/"):
            error = {"code": code, "detail": detail, "attr": None}
            return JsonResponse({"type": "client_error", "errors": [error]}, status=status)
        return render(request, "413.html", {"detail": detail}, status=status)


class KeptRequests(CommonMiddleware):
    """A forgotten last slash is answered with 308: a POST comes again as it was, where 301 would make an empty GET of it."""

    response_redirect_class = partial(HttpResponsePermanentRedirect, preserve_request=True)  # type: ignore[assignment]


class Cors:
    """Lets scripts of the sites in CORS_ORIGINS use the API with a token; never with the cookie."""

    def __init__(self, get_response: View) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self._get_response(request)
        origin = request.headers.get("Origin", "")
        allowed = origin in settings.CORS_ORIGINS
        asks_first = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if allowed and asks_first else self._get_response(request)
        patch_vary_headers(response, ["Origin"])
        if allowed:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = "Retry-After, X-Request-ID, Content-Disposition"
            if asks_first:
                response["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE"
                response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, X-Request-ID"
                response["Access-Control-Max-Age"] = "7200"
        return response
