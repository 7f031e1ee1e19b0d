"""REST of tokens: renew them, end them."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.tokens import services
from accounts.tokens.serializers import PairSerializer, RefreshSerializer
from lib.api_errors import ErrorsSerializer


class TokenView(APIView):
    """Asked by the token in the body alone; what else the request carries does not matter, expired or not."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def refresh_of(self, request: Request) -> str:
        """The refresh token of the body."""
        body = RefreshSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        token: str = body.validated_data["refresh"]
        return token


class RefreshView(TokenView):
    """Renew."""

    @extend_schema(request=RefreshSerializer, responses={200: PairSerializer, 401: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """A new pair for a refresh token, which is dead from then on; using it again ends the whole sign-in."""
        return Response(PairSerializer(services.rotate_pair(refresh=self.refresh_of(request))).data)


class LogoutView(TokenView):
    """End."""

    @extend_schema(request=RefreshSerializer, responses={204: None, 401: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """End the sign-in this refresh token belongs to: its access tokens end too."""
        services.revoke(refresh=self.refresh_of(request))
        return Response(status=204)
