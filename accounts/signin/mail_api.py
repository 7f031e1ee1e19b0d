"""REST of what goes by mail: signing in by a link, confirming the e-mail, changing it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.sessions.access import sign_in_of
from accounts.signin import devices, emails, links
from accounts.signin.api import DoorView
from accounts.signin.serializers import SignedInSerializer, WhoseMailSerializer
from accounts.totp.serializers import LONGEST_CODE
from accounts.users.access import get_own_account
from accounts.users.models import User
from accounts.users.serializers import OptionalCharField
from accounts.users.sign_ins import Door
from accounts.users.validation import PASSWORD_MAX
from lib import rate_limits
from lib.addresses import site_of
from lib.api_errors import ErrorsSerializer
from lib.errors import NotAllowed


class MagicLinkConfirmSerializer(serializers.Serializer[Any]):
    """The last part of the link; of whoever has an authenticator app also a code."""

    token = serializers.CharField(max_length=200)
    otp = OptionalCharField(max_length=LONGEST_CODE, write_only=True)


class ChangeEmailSerializer(serializers.Serializer[Any]):
    """The new address, and the password of whoever has one."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(
        max_length=PASSWORD_MAX, trim_whitespace=False, write_only=True, required=False, allow_blank=True, default=""
    )


class PendingChangeSerializer(serializers.Serializer[Any]):
    """A change that waits, and for whom: `new`, `old` or both."""

    email = serializers.EmailField(source="new_email")
    waits_for = serializers.ListField(child=serializers.ChoiceField(choices=[side.value for side in emails.Side]))
    expires_at = serializers.DateTimeField()


class MagicLinkView(DoorView):
    """Ask for the mail."""

    @extend_schema(request=WhoseMailSerializer, responses={202: None, 400: ErrorsSerializer, 429: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """202 whoever asks: the link goes to a confirmed e-mail alone, works once and for some minutes."""
        body = WhoseMailSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        links.ask_for_link(
            login=body.login_given,
            address=rate_limits.address_of(request._request),
            site=site_of(request._request),
        )
        return Response(status=202)


class MagicLinkConfirmView(DoorView):
    """Use the link."""

    @extend_schema(
        request=MagicLinkConfirmSerializer,
        responses={200: SignedInSerializer, 400: ErrorsSerializer, 401: ErrorsSerializer, 429: ErrorsSerializer},
    )
    def post(self, request: Request) -> Response:
        """Tokens, as at login. 400 `link_not_valid`; 401 `otp_required`, `otp_invalid`, which leave the link as it is."""
        body = MagicLinkConfirmSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user, pair = links.sign_in_by_link(
            **body.validated_data,
            address=rate_limits.address_of(request._request),
            known_here=devices.users_known_here(request._request),
        )
        return Response(SignedInSerializer.of(user, pair).data)


class EmailConfirmationView(APIView):
    """One's e-mail, to be confirmed."""

    @extend_schema(request=None, responses={202: None, 400: ErrorsSerializer, 429: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """The mail once more. 400 `email_confirmed` when nothing is left to confirm."""
        emails.ask_for_confirmation(user=_caller(request), site=site_of(request._request))
        return Response(status=202)


class EmailChangeView(APIView):
    """One's e-mail, to be changed: by a yes from the new address and from the one until now."""

    @extend_schema(responses={200: PendingChangeSerializer, 204: None})
    def get(self, request: Request) -> Response:
        """The change that waits; 204 when none does."""
        pending = emails.pending_change(_caller(request))
        if pending is None:
            return Response(status=204)
        return Response(PendingChangeSerializer(pending).data)

    @extend_schema(
        request=ChangeEmailSerializer,
        responses={202: None, 400: ErrorsSerializer, 403: ErrorsSerializer, 429: ErrorsSerializer},
    )
    def post(self, request: Request) -> Response:
        """202: both addresses are asked by mail, and nothing changes before both have said yes (an old one that was never
        confirmed is not asked). A change that waited before is dropped. 400 with `attr` for a wrong password or an address
        that is taken."""
        body = ChangeEmailSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        emails.ask_for_change(
            user=_caller(request),
            **body.validated_data,
            address=rate_limits.address_of(request._request),
            site=site_of(request._request),
        )
        return Response(status=202)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Drop the change that waits."""
        emails.take_back_change(user=_caller(request))
        return Response(status=204)


def _caller(request: Request) -> User:
    """A person: an API key has no business with the e-mail of its owner."""
    sign_in = sign_in_of(request)
    if sign_in is None or sign_in.door == Door.KEY:
        raise NotAllowed
    return get_own_account(request.user)
