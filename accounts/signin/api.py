"""REST of the door: register, log in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.contrib.auth import update_session_auth_hash
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.sessions.access import sign_in_of
from accounts.signin import devices, passwords, services
from accounts.signin.adapter import send_confirmation
from accounts.signin.errors import RegistrationByWaitlist
from accounts.signin.serializers import (
    ChangePasswordSerializer,
    LoginSerializer,
    RegisteredSerializer,
    RegisterSerializer,
    ResetPasswordSerializer,
    SignedInSerializer,
    WhoseMailSerializer,
)
from accounts.tokens.serializers import PairSerializer
from accounts.tokens.services import issue_pair
from accounts.users.access import get_own_account
from accounts.users.sign_ins import Door
from accounts.waitlist import services as waitlist
from accounts.waitlist.serializers import WaitingSerializer
from lib import rate_limits
from lib.addresses import site_of
from lib.api_errors import ErrorsSerializer
from lib.errors import InvalidFields, NotAllowed


class DoorView(APIView):
    """Open to everybody, whatever stale token the request carries. Nothing here reads a session or sets a cookie."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class RegisterView(DoorView):
    """Make an account."""

    @extend_schema(
        request=RegisterSerializer,
        responses={201: RegisteredSerializer, 202: WaitingSerializer, 403: ErrorsSerializer, 429: ErrorsSerializer},
    )
    def post(self, request: Request) -> Response:
        """A new student, or what the invitation says. A mail asks to confirm the address.

        Where the school lets people in by a waiting list: 202, and the request stands on it. No password is kept then, and
        the username is a wish. 400 `invite_required`, `invite_not_valid`; 403 `registration_closed`.
        """
        body = RegisterSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given, address = body.validated_data, rate_limits.address_of(request._request)
        try:
            user = services.register(**given, address=address)
        except RegistrationByWaitlist:
            position = waitlist.join(
                **{name: given[name] for name in ("email", "username", "full_name")},
                address=address,
                site=site_of(request._request),
                language=get_language() or "",
            )
            return Response(WaitingSerializer({"waitlisted": True, "position": position}).data, status=202)
        send_confirmation(request._request, user)
        return Response(RegisteredSerializer(get_own_account(user)).data, status=201)


class LoginView(DoorView):
    """Get tokens."""

    @extend_schema(request=LoginSerializer, responses={200: SignedInSerializer, 401: ErrorsSerializer, 429: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """Tokens for an e-mail, username or national id with its password; 401 `invalid_credentials`, 429 `locked`."""
        body = LoginSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user, pair = services.sign_in(
            **body.validated_data,
            address=rate_limits.address_of(request._request),
            known_here=devices.users_known_here(request._request),
        )
        return Response(SignedInSerializer.of(user, pair).data)


class PasswordChangeView(APIView):
    """A new password for whoever knows the old one."""

    @extend_schema(
        request=ChangePasswordSerializer,
        responses={200: PairSerializer, 204: None, 400: ErrorsSerializer, 429: ErrorsSerializer},
    )
    def post(self, request: Request) -> Response:
        """Everything else of the person's ends. A caller with a token gets a new pair; a browser's session stays (204)."""
        sign_in = sign_in_of(request)
        if sign_in is None or sign_in.door == Door.KEY:
            raise NotAllowed
        body = ChangePasswordSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = get_own_account(request.user)
        with problems_of("new_password"):
            passwords.change_password(user=user, **body.validated_data, address=rate_limits.address_of(request._request))
        if sign_in.door == Door.TOKEN:
            pair = issue_pair(user=user, second_factor=sign_in.second_factor)
            return Response({"access": pair.access, "refresh": pair.refresh})
        update_session_auth_hash(request._request, user)
        return Response(status=204)


class PasswordResetView(DoorView):
    """A forgotten password: ask for the mail."""

    @extend_schema(request=WhoseMailSerializer, responses={202: None, 400: ErrorsSerializer, 429: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """202 whoever asks: a link goes to the e-mail of the account, if there are such an account and e-mail."""
        body = WhoseMailSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        passwords.ask_for_reset(
            login=body.login_given,
            address=rate_limits.address_of(request._request),
            site=site_of(request._request),
        )
        return Response(status=202)


class PasswordResetConfirmView(DoorView):
    """A forgotten password: choose a new one."""

    @extend_schema(request=ResetPasswordSerializer, responses={204: None, 400: ErrorsSerializer})
    def post(self, request: Request) -> Response:
        """The link works once, for half an hour. Every session, token and socket of the person ends."""
        body = ResetPasswordSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        with problems_of("new_password"):
            passwords.reset_password(
                uid=given["uid"],
                token=given["token"],
                password=given["new_password"],
                address=rate_limits.address_of(request._request),
            )
        return Response(status=204)


@contextmanager
def problems_of(field: str) -> Iterator[None]:
    """What is wrong with the password is wrong with this field of the body."""
    try:
        yield
    except InvalidFields as error:
        raise InvalidFields(
            [replace(one, attr=field if one.attr == "password" else one.attr) for one in error.problems]
        ) from None
