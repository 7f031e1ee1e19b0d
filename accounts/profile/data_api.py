"""REST of taking one's data along, and of leaving."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.profile import erasure, exports
from accounts.profile.models import DataExport
from accounts.users.access import get_own_account
from accounts.users.validation import PASSWORD_MAX
from lib import context, uploads
from lib.api_errors import ErrorsSerializer


class DataExportSerializer(serializers.ModelSerializer[DataExport]):
    """An archive: asked for, and when it is ready, where it is fetched."""

    url = serializers.SerializerMethodField(help_text="A path, for the person alone; null until it is ready.")

    class Meta:
        model = DataExport
        fields = ("id", "state", "created_at", "ready_at", "expires_at", "url")
        read_only_fields = fields

    def get_url(self, row: DataExport) -> str | None:
        return uploads.url_of(row.file) if row.file else None


class LeaveSerializer(serializers.Serializer[Any]):
    """Who asks proves it: the username, and the password where the account has one."""

    username = serializers.CharField(max_length=60)
    password = serializers.CharField(
        max_length=PASSWORD_MAX, trim_whitespace=False, write_only=True, required=False, default="", allow_blank=True
    )


class ErasureSerializer(serializers.Serializer[Any]):
    """When the account will be erased; null when nobody asked for it."""

    erase_at = serializers.DateTimeField(allow_null=True)


class DataExportsView(APIView):
    """Archives of all that is kept about the caller."""

    @extend_schema(responses=DataExportSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Mine: one at most that is being made or ready, kept for a week."""
        rows = DataExport.objects.filter(user=request.user.pk).select_related("file")
        return Response(DataExportSerializer(rows, many=True).data)

    @extend_schema(request=None, responses={202: DataExportSerializer, 409: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """Have one made; it replaces the one before. A mail says when it is ready."""
        row = exports.ask_for_export(user=get_own_account(request.user))
        return Response(DataExportSerializer(row).data, status=202)


class ErasureView(APIView):
    """Leaving for good."""

    @extend_schema(responses=ErasureSerializer)
    def get(self, request: Request) -> Response:
        """Whether the account waits to be erased."""
        return Response({"erase_at": get_own_account(request.user).erase_at})

    @extend_schema(request=LeaveSerializer, responses={202: ErasureSerializer, 401: ErrorsSerializer, 409: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """Ask to be erased: everything goes, or loses its name, after the days of grace."""
        body = LeaveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = get_own_account(request.user)
        erasure.prove(user=user, **body.validated_data, address=context.caller().address)
        return Response({"erase_at": erasure.ask_for_erasure(user=user)}, status=202)

    @extend_schema(request=None, responses={204: None, 409: ErrorsSerializer})
    def delete(self, request: Request) -> Response:
        """Take it back."""
        erasure.take_back_erasure(user=get_own_account(request.user))
        return Response(status=204)
