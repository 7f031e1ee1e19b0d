"""The page of a file: `/files/<uuid>/<name>`."""

import uuid
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_safe
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from lib import signatures, uploads
from lib.models import StoredFile
from lib.serving.files import FILE_HEADER, PART_HEADER
from lib.serving.ranges import Part, Unsatisfiable, part_of
from lib.serving.wsgi import EDGE

YEAR = 365 * 24 * 3600
FROM_THE_BEGINNING = "bytes=0-"
ACCEL_HEADER = "X-Accel-Redirect"
# A file opened on its own is a document of this site: it may load and run nothing. What plays it loads it once more, and
# in a sandbox of no origin it may not; scripts are kept out all the same.
POLICY = "default-src 'none'; sandbox"
PLAYED_POLICY = "default-src 'none'; media-src 'self'; sandbox allow-same-origin"
PLAYED = signatures.VIDEOS | signatures.SOUNDS


@require_safe
def file(request: HttpRequest, file_id: uuid.UUID, name: str) -> HttpResponseBase:
    """The bytes of a stored file, for whom its use lets read it; 404 for everybody else, whatever the name in the address."""
    if "Authorization" in request.headers:
        answer: HttpResponseBase = _with_token(request, file_id=file_id)
        return answer
    return _answer(request, request.user, file_id)


class FileWithToken(APIView):
    """The same for programs, which have a token or a key in place of a session, and read errors as the API tells them."""

    permission_classes = (AllowAny,)

    def get(self, request: Request, file_id: uuid.UUID) -> HttpResponseBase:
        """As the page."""
        return _answer(request._request, request.user, file_id)

    head = get

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001
        """Whatever is asked for, it is the file."""
        return super().perform_content_negotiation(request, force=True)


_with_token = FileWithToken.as_view()


def _answer(request: HttpRequest, user: Any, file_id: uuid.UUID) -> HttpResponseBase:
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None or not uploads.may_read(user, stored):
        raise Http404
    if request.method == "GET" and request.headers.get("Range", FROM_THE_BEGINNING).startswith(FROM_THE_BEGINNING):
        uploads.note_read(user, stored)
    etag = f'"{stored.sha256[:32]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    elif (elsewhere := _at_the_bucket(stored)) is not None:
        return elsewhere
    else:
        response = _sent(request, stored, etag)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    if uploads.is_by_link(stored):
        response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        kept = uploads.kept_seconds(stored)
        response["Cache-Control"] = f"private, max-age={kept}" if kept else "private, no-cache"
        patch_vary_headers(response, ["Cookie", "Authorization"])
    return response


def _sent(request: HttpRequest, stored: StoredFile, etag: str) -> HttpResponseBase:
    """The answer with the bytes, or with which of them the proxy or our edge is to send."""
    local = uploads.local_path(stored)
    if local is not None and settings.FILES_ACCEL:
        response: HttpResponseBase = HttpResponse(headers={ACCEL_HEADER: settings.FILES_ACCEL + quote(stored.path)})
    else:
        response = _whole_or_part(request, stored, etag, local)
    response["Content-Type"] = stored.content_type
    response["Content-Disposition"] = _disposition(stored)
    plays = stored.content_type in PLAYED and uploads.is_shown(stored)
    response["Content-Security-Policy"] = PLAYED_POLICY if plays else POLICY
    return response


def _disposition(stored: StoredFile) -> str:
    return content_disposition_header(as_attachment=not uploads.is_shown(stored), filename=stored.name) or "attachment"


def _at_the_bucket(stored: StoredFile) -> HttpResponseBase | None:
    """The way to the bucket; None where we send it ourselves: from a folder, and pictures, which pages are full of."""
    if not settings.S3_REDIRECT or (stored.content_type in signatures.PICTURES and uploads.is_shown(stored)):
        return None
    address = uploads.signed_url(stored, disposition=_disposition(stored))
    if address is None:
        return None
    # The address holds for a minute, so nobody may keep it.
    return HttpResponse(status=302, headers={"Location": address, "Cache-Control": "private, no-store"})


def _whole_or_part(request: HttpRequest, stored: StoredFile, etag: str, local: str | None) -> HttpResponseBase:
    wanted = request.headers.get("Range", "") if request.method == "GET" else ""
    try:
        part = part_of(wanted, size=stored.size, etag=etag, if_range=request.headers.get("If-Range", ""))
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}", "Accept-Ranges": "bytes"})
    sent = part or Part(0, stored.size, stored.size)
    response = _bytes(request, stored, sent, local)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(sent.length)
    if part is not None:
        response.status_code = 206
        response["Content-Range"] = part.content_range
    return response


def _bytes(request: HttpRequest, stored: StoredFile, part: Part, local: str | None) -> HttpResponseBase:
    if local is not None and request.META.get(EDGE):
        # The edge sends it, without a thread, however slowly it is read.
        return HttpResponse(headers={FILE_HEADER: local, PART_HEADER: f"{part.start}-{part.length}"})
    if request.method == "HEAD":
        return HttpResponse()
    try:
        return StreamingHttpResponse(uploads.open_part(stored, part.start, part.length))
    except FileNotFoundError:
        raise Http404 from None
