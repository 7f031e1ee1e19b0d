"""REST of API keys: list, make, revoke."""

import uuid

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_keys import services
from accounts.api_keys.access import get_own_key
from accounts.api_keys.models import ApiKey
from accounts.api_keys.serializers import ApiKeySerializer, MadeApiKeySerializer, NewApiKeySerializer
from accounts.users.access import sign_in_of
from accounts.users.sign_ins import SecondFactor
from lib.api_errors import ErrorsSerializer


class ApiKeysView(ListAPIView[ApiKey]):
    """My keys."""

    serializer_class = ApiKeySerializer

    def get_queryset(self) -> QuerySet[ApiKey]:
        """Those that are not revoked, the newest first."""
        return ApiKey.objects.shown().filter(user=self.request.user)  # type: ignore[misc]  # only who is signed in comes here

    @extend_schema(
        request=NewApiKeySerializer,
        responses={201: MadeApiKeySerializer, 400: ErrorsSerializer, 409: ErrorsSerializer},
    )
    def post(self, request: Request) -> Response:
        """Make one. `key` is in this answer and in no other. Whoever may write in an area may read there too."""
        body = NewApiKeySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sign_in = sign_in_of(request)
        factor = sign_in.second_factor if sign_in is not None else SecondFactor.NONE
        key, text = services.make_key(user=request.user, second_factor=factor, **body.validated_data)
        return Response({**ApiKeySerializer(key).data, "key": text}, status=201)


class ApiKeyView(APIView):
    """One of my keys."""

    @extend_schema(responses={204: None, 404: ErrorsSerializer})
    def delete(self, request: Request, key_id: uuid.UUID) -> Response:
        """Revoke it: it lets nobody in any more, and its sockets close."""
        services.revoke_key(key=get_own_key(request.user, key_id))
        return Response(status=204)
