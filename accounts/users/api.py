"""REST of all accounts, for administrators, and of finding people by name. One's own is in accounts.profile."""

from typing import Any, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.users import access, queries, services, ways_in
from accounts.users.models import User
from accounts.users.roles import Role
from accounts.users.serializers import (
    AccountPatchSerializer,
    AccountSerializer,
    MadeAccountSerializer,
    NewAccountSerializer,
    PersonSerializer,
    WayInSerializer,
)
from lib.addresses import site_of
from lib.api_errors import ErrorsSerializer

ACTIVE = {"true": True, "1": True, "false": False, "0": False}
FILTERS = [
    OpenApiParameter("search", OpenApiTypes.STR, description="Words of a name, part of an e-mail, or a national id."),
    OpenApiParameter("role", OpenApiTypes.STR, enum=[role.value for role in Role]),
    OpenApiParameter("is_active", OpenApiTypes.BOOL),
]


class AdministratorViewSet(viewsets.GenericViewSet[Any]):
    """For those who manage people, after the rules that hold everywhere; others are answered 403."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refused before anything is looked up."""
        super().initial(request, *args, **kwargs)
        access.require_people_manager(request.user)


class UserViewSet(AdministratorViewSet):
    """People, for administrators. Accounts are closed (`is_active`), never deleted: games and results hang on them."""

    serializer_class = AccountSerializer
    lookup_url_kwarg = "user_id"

    def get_queryset(self) -> Any:
        """What the list shows, as the query asks for."""
        asked = self.request.query_params
        found = User.objects.filter(erased_at=None).to_manage(asked.get("search", ""))
        if asked.get("role") in set(Role):
            found = found.filter(role=asked["role"])
        if asked.get("is_active") in ACTIVE:
            found = found.filter(is_active=ACTIVE[asked["is_active"]])
        return found.with_email_confirmed().order_by("username")

    @extend_schema(parameters=FILTERS, responses=AccountSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Everybody, by username."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(AccountSerializer(page, many=True).data)

    @extend_schema(responses=AccountSerializer)
    def retrieve(self, request: Request, user_id: str) -> Response:
        """One person."""
        return Response(AccountSerializer(access.get_account_to_manage(user_id)).data)

    @extend_schema(request=NewAccountSerializer, responses={201: MadeAccountSerializer})
    def create(self, request: Request) -> Response:
        """Make an account for somebody; `invite_url` is where the person chooses a password, and is told this once."""
        body = NewAccountSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        fields = {**body.validated_data, "role": Role(body.validated_data["role"])}
        made = ways_in.make_account(made_by=cast(User, request.user), site=site_of(request._request), **fields)
        account: Any = access.get_account_to_manage(str(made.user.pk))
        account.invite_url = made.url
        return Response(MadeAccountSerializer(account).data, status=201)

    @extend_schema(request=AccountPatchSerializer, responses={200: AccountSerializer, 409: ErrorsSerializer})
    def partial_update(self, request: Request, user_id: str) -> Response:
        """Correct names, change the role, close or open the account. Everything or nothing. 403 for one with more rights."""
        account = access.get_account_to_manage(user_id, by=request.user)
        body = AccountPatchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.change_account(user=account, changes=body.validated_data)
        return Response(AccountSerializer(access.get_account_to_manage(user_id)).data)

    @extend_schema(request=None, responses={201: WayInSerializer, 409: ErrorsSerializer})
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, user_id: str) -> Response:
        """A new way in for somebody who lost the first one, or the password; the one before holds no longer.

        403 for an account with more rights than the caller's.
        """
        account = access.get_account_to_manage(user_id, by=request.user)
        url = ways_in.make_way_in(user=account, made_by=cast(User, request.user), site=site_of(request._request))
        return Response(WayInSerializer({"invite_url": url}).data, status=201)


class PeopleViewSet(viewsets.GenericViewSet[User]):
    """Whom I find by name: those I share a room or a group with, or everybody where the school says so."""

    serializer_class = PersonSerializer

    def get_queryset(self) -> Any:
        """Whom the caller finds."""
        return queries.people_for(cast(User, self.request.user), search=self.request.query_params.get("search", ""))

    @extend_schema(
        parameters=[OpenApiParameter("search", OpenApiTypes.STR, description="Words of the name or the username.")],
        responses=PersonSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Names, never an e-mail."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(PersonSerializer(page, many=True).data)
