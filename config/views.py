"""The landing page, and the deployment itself: health, metrics, and the pages for what went wrong."""

import ipaddress
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request as default_bad_request
from django.views.defaults import page_not_found
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView

from lib import health as parts
from lib import metrics as figures


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The landing page: the PIN box first, signing in second, what this is third."""
    return render(request, "home.html")


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 while every part works, else 503; a row a part."""
    good, rows = parts.report()
    return JsonResponse({"status": "ok" if good else "fail", "checks": rows}, status=200 if good else 503)


@never_cache
def health_live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers. The edge answers it itself; this is for servers without it, and gives the name."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text, for operators: with METRICS_TOKEN as bearer, or, where none is set, from this machine itself."""
    if not _may_scrape(request):
        raise Http404
    return HttpResponse(figures.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_scrape(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return constant_time_compare(given, settings.METRICS_TOKEN)
    # A proxy on this machine also comes from a loopback address, and says that it is one.
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via")):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A host that is no host, for one, which is why the page is drawn without asking the request for anything."""
    if request.path.startswith("/api/"):
        error = {"code": "bad_request", "detail": _("This request is malformed."), "attr": None}
        return JsonResponse({"type": "client_error", "errors": [error]}, status=400)
    return default_bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The API says it in its own shape, whatever the address."""
    if request.path.startswith("/api/"):
        error = {"code": "not_found", "detail": _("There is nothing at this address."), "attr": None}
        return JsonResponse({"type": "client_error", "errors": [error]}, status=404)
    return page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of last resort: no session, no user, no query. The number is the one in the log."""
    number = getattr(request, "request_id", "")
    if request.path.startswith("/api/"):
        error = {"code": "error", "detail": f"Something broke here. It is written down as {number}.", "attr": None}
        return JsonResponse({"type": "server_error", "errors": [error]}, status=500)
    return HttpResponse(render_to_string("500.html", {"number": number, "css": _css()}), status=500)


def _css() -> list[str]:
    try:
        return [static(f"css/{name}.css") for name in ("tokens", "base", "components", "errors")]
    except ValueError:
        # The list of hashed names is missing: the page is plain, and still there.
        return []


class SwaggerView(SpectacularSwaggerSplitView):
    """The API to try out. Its script comes from an address of its own and its style from a file, so the policy holds."""

    template_name = "api/swagger.html"


# Redoc makes its style at run time and works in a worker of its own making: the one page where that is allowed.
# Its maker's logo, which it wants from elsewhere, stays blocked.
@method_decorator(csp_update({"style-src": ["'self'", "'unsafe-inline'"], "worker-src": ["blob:"]}), name="dispatch")
class RedocView(SpectacularRedocView):
    """The API to read."""

    template_name = "api/redoc.html"

    @extend_schema(exclude=True)
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs)
