"""REST of uploads."""

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lib import uploads
from lib.serializers import StoredFileSerializer, UploadSerializer

FORM_OVERHEAD = 64 * 1024


class UploadView(APIView):
    """Files to be named by other things: pictures of quizzes, avatars."""

    parser_classes = (MultiPartParser,)
    permission_classes = (IsAuthenticated,)

    @extend_schema(request={"multipart/form-data": UploadSerializer}, responses={201: StoredFileSerializer})
    def post(self, request: Request) -> Response:
        """Send a file. Pictures are turned upright, made at most 1920 pixels long and told nothing of place and camera."""
        # Before the body is taken apart, so that an enormous one costs nothing.
        if int(request.META.get("CONTENT_LENGTH") or 0) > uploads.largest_upload() + FORM_OVERHEAD:
            raise uploads.FileTooLarge(f"Send at most {uploads.largest_upload() // 1_000_000} MB.", attr="file")
        body = UploadSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        stored = uploads.store(owner=request.user, use=body.validated_data["use"], upload=body.validated_data["file"])
        return Response(StoredFileSerializer(stored).data, status=201)
