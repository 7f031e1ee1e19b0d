"""REST of uploads."""

import uuid
from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lib import inspection, uploads, usage
from lib.api_errors import ErrorsSerializer
from lib.models import StoredFile
from lib.pagination import Pages
from lib.serializers import OwnFileSerializer, StoredFileSerializer, UploadSerializer

USE = OpenApiParameter(
    "use", str, description="Only files of this use; when sending, its limits count before the body is read."
)


class FilePages(Pages):
    """A page of files, with how much space its owner has used of how much."""

    def get_paginated_response(self, data: Any) -> Response:
        assert self.request is not None
        space = {"used_bytes": uploads.used_space(self.request.user), "quota_bytes": settings.UPLOAD_QUOTA_BYTES}
        response = super().get_paginated_response(data)
        return Response({**space, **response.data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        shape = super().get_paginated_response_schema(schema)
        shape["properties"] |= {"used_bytes": {"type": "integer"}, "quota_bytes": {"type": "integer"}}
        shape["required"] = [*shape["required"], "used_bytes", "quota_bytes"]
        return shape


class UploadsView(GenericAPIView[StoredFile]):
    """Files to be named by other things: pictures of quizzes, avatars, documents."""

    parser_classes = (MultiPartParser,)
    permission_classes = (IsAuthenticated,)
    pagination_class = FilePages
    serializer_class = OwnFileSerializer
    queryset = StoredFile.objects.none()

    @extend_schema(
        operation_id="uploads_list",
        parameters=[USE, OpenApiParameter("search", str, description="Part of the name.")],
        responses=OwnFileSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """My files, the newest first."""
        files = StoredFile.objects.filter(owner_id=request.user.pk).order_by("-created_at", "pk")
        if use := request.query_params.get("use"):
            files = files.filter(use=use)
        if search := request.query_params.get("search"):
            files = files.filter(name__icontains=search)
        page = self.paginate_queryset(files) or []
        serializer = OwnFileSerializer(page, many=True, context={"names": usage.names_of(page)})
        return self.get_paginated_response(serializer.data)

    @extend_schema(
        parameters=[USE],
        request={"multipart/form-data": UploadSerializer},
        responses={201: StoredFileSerializer, 413: ErrorsSerializer, 415: ErrorsSerializer},
    )
    def post(self, request: Request) -> Response:
        """Send a file. Pictures are turned upright, made no larger than a screen and told nothing of place and camera."""
        # Before the body is taken apart, so that an enormous one costs nothing.
        use = request.query_params.get("use")
        most = uploads.use_of(use).limits.max_bytes if use else uploads.largest_upload()
        if int(request.META.get("CONTENT_LENGTH") or 0) > most + uploads.FORM_OVERHEAD:
            raise uploads.FileTooLarge(inspection.too_large(most), attr="file")
        body = UploadSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if sum(len(files) for _, files in request.FILES.lists()) > 1:
            raise uploads.OneFile(attr="file")
        stored = uploads.store(owner=request.user, use=body.validated_data["use"], upload=body.validated_data["file"])
        return Response(StoredFileSerializer(stored).data, status=201)


class UploadView(APIView):
    """One of my files."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={204: None, 409: ErrorsSerializer})
    def delete(self, request: Request, file_id: uuid.UUID) -> Response:
        """Delete it, when nothing shows it any more; 409 `file_in_use` otherwise."""
        uploads.delete_own(owner=request.user, file_id=file_id)
        return Response(status=204)
