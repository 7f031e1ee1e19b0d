"""REST of the door: register, log in."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.signin import services
from accounts.signin.adapter import send_confirmation
from accounts.signin.serializers import LoginSerializer, RegisterSerializer, SignedInSerializer
from accounts.users.access import get_own_account
from accounts.users.serializers import UserSerializer
from lib import rate_limits
from lib.api_errors import ErrorsSerializer


class DoorView(APIView):
    """Open to everybody, whatever stale token the request carries. Nothing here reads or sets a cookie."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class RegisterView(DoorView):
    """Make an account."""

    @extend_schema(request=RegisterSerializer, responses={201: UserSerializer, 403: ErrorsSerializer, 429: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """A new student. A mail asks to confirm the address."""
        body = RegisterSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = services.register(**body.validated_data, address=rate_limits.address_of(request._request))
        send_confirmation(request._request, user)
        return Response(UserSerializer(get_own_account(user)).data, status=201)


class LoginView(DoorView):
    """Get tokens."""

    @extend_schema(request=LoginSerializer, responses={200: SignedInSerializer, 401: ErrorsSerializer, 429: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """Tokens for an e-mail, username or national id with its password; 401 `invalid_credentials`, 429 `locked`."""
        body = LoginSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user, pair = services.sign_in(**body.validated_data, address=rate_limits.address_of(request._request))
        answer = {"access": pair.access, "refresh": pair.refresh, "user": get_own_account(user)}
        return Response(SignedInSerializer(answer).data)
