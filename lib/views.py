"""The page of a file: `/files/<uuid>/<name>`."""

import uuid
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_safe

from lib import signatures, uploads
from lib.models import StoredFile
from lib.serving.files import FILE_HEADER, PART_HEADER
from lib.serving.ranges import Part, Unsatisfiable, part_of
from lib.serving.wsgi import EDGE

YEAR = 365 * 24 * 3600
ACCEL_HEADER = "X-Accel-Redirect"
# A file opened on its own is a document of this site: it may load and run nothing. What plays it may load itself.
POLICY = "default-src 'none'; sandbox"
POLICIES = {
    **dict.fromkeys(signatures.VIDEOS | signatures.SOUNDS, "default-src 'none'; media-src 'self'; sandbox"),
    # No sandbox: Chromium's viewer does not start in one. A PDF runs nothing in the name of this site.
    signatures.PDF: "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'",
}


@require_safe
def file(request: HttpRequest, file_id: uuid.UUID, name: str) -> HttpResponseBase:
    """The bytes of a stored file, for whom its use lets read it; 404 for everybody else, whatever the name in the address."""
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None or not uploads.may_read(request.user, stored):
        raise Http404
    etag = f'"{stored.sha256[:32]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = _sent(request, stored, etag)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    if uploads.is_by_link(stored):
        response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie", "Authorization"])
    return response


def _sent(request: HttpRequest, stored: StoredFile, etag: str) -> HttpResponseBase:
    """The answer with the bytes, or with who sends them: the proxy, the bucket, our edge."""
    shown = uploads.is_shown(stored)
    disposition = content_disposition_header(as_attachment=not shown, filename=stored.name) or "attachment"
    local = uploads.local_path(stored)
    if local is None and settings.S3_REDIRECT and not uploads.is_by_link(stored):
        address = uploads.signed_url(stored, disposition=disposition)
        if address is not None:
            return HttpResponse(status=302, headers={"Location": address})
    if local is not None and settings.FILES_ACCEL:
        response: HttpResponseBase = HttpResponse(headers={ACCEL_HEADER: settings.FILES_ACCEL + quote(stored.path)})
    else:
        response = _whole_or_part(request, stored, etag, local)
    response["Content-Type"] = stored.content_type
    response["Content-Disposition"] = disposition
    response["Content-Security-Policy"] = POLICIES.get(stored.content_type, POLICY) if shown else POLICY
    return response


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
