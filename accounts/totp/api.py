"""REST of one's own authenticator app. API keys may look and change nothing. Staff may come here before they have one."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.tokens.access import is_new_family
from accounts.totp import queries, services
from accounts.totp.errors import ProofNeeded
from accounts.totp.serializers import (
    EnrolmentSerializer,
    OtpSerializer,
    RecoveryCodesSerializer,
    RemoveSerializer,
    TotpSerializer,
)
from accounts.totp.views import is_owner_here
from accounts.users.access import PROOF_LASTS, sign_in_of
from accounts.users.sign_ins import Door, SignIn
from lib.api_errors import ErrorsSerializer

REFUSALS = dict.fromkeys((400, 401, 403, 409, 429), ErrorsSerializer)


class FactorView(APIView):
    """What staff must reach to get a second factor."""

    without_second_factor = ("GET", "POST", "DELETE")

    @staticmethod
    def sign_in(request: Request) -> SignIn:
        """How the caller came in."""
        return cast(SignIn, sign_in_of(request))


class TotpView(FactorView):
    """The app."""

    @extend_schema(responses=TotpSerializer)
    def get(self, request: Request) -> Response:
        """Whether I have one, and how many recovery codes are left."""
        return Response(TotpSerializer(queries.overview(self.sign_in(request).user)).data)

    @extend_schema(request=None, responses={200: EnrolmentSerializer, **REFUSALS})
    def post(self, request: Request) -> Response:
        """Begin: a new secret for the app. It counts once a code of it is confirmed. 409 `totp_on`.

        Only within ten minutes of showing the password, and with a token of signing in (403 `proof_needed`): whoever found a
        browser open, or a token, would shut its owner out.
        """
        sign_in = self.sign_in(request)
        is_fresh = is_new_family(sign_in.id, PROOF_LASTS) if sign_in.door == Door.TOKEN else is_owner_here(request._request)
        if sign_in.door != Door.KEY and not is_fresh:
            raise ProofNeeded
        return Response(EnrolmentSerializer(services.enrol(sign_in=self.sign_in(request))).data)

    @extend_schema(request=RemoveSerializer, responses={204: None, **REFUSALS})
    def delete(self, request: Request) -> Response:
        """Remove it, with the password and a code. All other sign-ins end."""
        body = RemoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.remove(sign_in=self.sign_in(request), session=request._request.session, **body.validated_data)
        return Response(status=204)


class ConfirmView(FactorView):
    """The end of the setup."""

    @extend_schema(request=OtpSerializer, responses={200: RecoveryCodesSerializer, **REFUSALS})
    def post(self, request: Request) -> Response:
        """The first code of the app: from now on one is asked at sign-in. All other sign-ins end, this one stays."""
        body = OtpSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = services.confirm(sign_in=self.sign_in(request), session=request._request.session, otp=body.validated_data["otp"])
        return Response(RecoveryCodesSerializer({"recovery_codes": made}).data)


class RecoveryCodesView(FactorView):
    """For the day the phone is lost."""

    @extend_schema(request=OtpSerializer, responses={200: RecoveryCodesSerializer, **REFUSALS})
    def post(self, request: Request) -> Response:
        """Ten new ones, for a code of the app or one of the old ones, which hold no longer."""
        body = OtpSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = services.renew_recovery_codes(sign_in=self.sign_in(request), otp=body.validated_data["otp"])
        return Response(RecoveryCodesSerializer({"recovery_codes": made}).data)
