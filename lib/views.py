"""The page of a file: `/files/<uuid>/<name>`."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_safe

from lib import uploads
from lib.models import StoredFile
from lib.serving.files import FILE_HEADER
from lib.serving.wsgi import EDGE

CHUNK = 256 * 1024
YEAR = 365 * 24 * 3600


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
        response = _bytes(request, stored)
        response["Content-Length"] = str(stored.size)
        response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=stored.name) or "inline"
        # A picture opened on its own is a document of this site: it may load and run nothing.
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    if uploads.is_by_link(stored):
        response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie"])
    return response


def _bytes(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    path = uploads.local_path(stored)
    if path is not None and request.META.get(EDGE):
        # The edge sends the file itself, ranges and slow readers included.
        return HttpResponse(content_type=stored.content_type, headers={FILE_HEADER: path})
    if request.method == "HEAD":
        return HttpResponse(content_type=stored.content_type)
    try:
        opened = uploads.open_file(stored)
    except FileNotFoundError:
        raise Http404 from None
    response = StreamingHttpResponse(iter(lambda: opened.read(CHUNK), b""), content_type=stored.content_type)
    response._resource_closers.append(opened.close)  # type: ignore[attr-defined]  # as FileResponse does
    return response
