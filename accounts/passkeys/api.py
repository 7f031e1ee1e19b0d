"""REST of one's own passkeys. They are added in a browser, because a key and its address belong together."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.passkeys import queries, services
from accounts.passkeys.access import get_passkey
from accounts.passkeys.errors import NotByKey
from accounts.passkeys.serializers import PasskeySerializer, RemoveSerializer, RenameSerializer
from accounts.sessions.access import sign_in_of
from accounts.users.errors import WrongPassword
from accounts.users.sign_ins import Door, SignIn
from lib.api_errors import ErrorsSerializer
from lib.errors import RateLimited


class PasskeysView(APIView):
    """All of them."""

    without_second_factor = ("GET",)

    @extend_schema(responses=PasskeySerializer(many=True))
    def get(self, request: Request) -> Response:
        """My passkeys, the oldest first; at most twenty."""
        return Response(PasskeySerializer(instance=queries.overview(request.user), many=True).data)


class PasskeyView(APIView):
    """One of them."""

    @extend_schema(request=RenameSerializer, responses={200: PasskeySerializer, 404: ErrorsSerializer})
    def patch(self, request: Request, passkey_id: str) -> Response:
        """Call it something else."""
        get_passkey(request.user, passkey_id)
        body = RenameSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = services.rename_passkey(user=request.user, passkey_id=passkey_id, name=body.validated_data["name"])
        return Response(PasskeySerializer(queries.passkey_in(row)).data)

    @extend_schema(
        request=RemoveSerializer,
        responses={204: None, 400: ErrorsSerializer, 403: ErrorsSerializer, 404: ErrorsSerializer, 409: ErrorsSerializer},
    )
    def delete(self, request: Request, passkey_id: str) -> Response:
        """Remove it. Takes the password of whoever has one, and no API key; 409 `last_way_in`."""
        sign_in = sign_in_of(request)
        if sign_in is None or sign_in.door == Door.KEY:
            raise NotByKey
        get_passkey(request.user, passkey_id)
        body = RemoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        _check_password(request, sign_in, body.validated_data["password"])
        services.remove_passkey(sign_in=sign_in, passkey_id=passkey_id)
        return Response(status=204)


def _check_password(request: Request, sign_in: SignIn, password: str) -> None:
    """WrongPassword; RateLimited after too many wrong ones, which are counted with those at the door."""
    user = sign_in.user
    if not user.has_usable_password():
        return
    try:
        is_right = bool(password) and get_adapter(request._request).reauthenticate(user, password)
    except ValidationError as error:
        raise RateLimited(str(error.message), retry_after=(error.params or {}).get("retry_after", 1.0)) from None
    if not is_right:
        raise WrongPassword(attr="password")
