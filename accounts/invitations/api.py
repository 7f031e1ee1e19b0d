"""REST of invitations, for those who manage people."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.invitations import access, services
from accounts.invitations.models import Invitation
from accounts.invitations.serializers import InvitationSerializer, MadeInvitationSerializer, NewInvitationSerializer
from accounts.users.api import AdministratorViewSet
from accounts.users.models import User
from accounts.users.roles import Role
from lib.addresses import site_of
from lib.api_errors import ErrorsSerializer


class InvitationViewSet(AdministratorViewSet):
    """Invitations: made, listed, taken back."""

    serializer_class = InvitationSerializer
    lookup_url_kwarg = "invitation_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        """All, the last made first."""
        search = self.request.query_params.get("search", "")
        return Invitation.objects.select_related("made_by", "used_by").search(search).order_by("-created_at", "id")

    @extend_schema(
        parameters=[OpenApiParameter("search", OpenApiTypes.STR, description="Part of the e-mail or the name.")],
        responses=InvitationSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """All invitations, also those that hold no longer."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(InvitationSerializer(page, many=True).data)

    @extend_schema(responses=InvitationSerializer)
    def retrieve(self, request: Request, invitation_id: UUID) -> Response:
        """One invitation."""
        return Response(InvitationSerializer(access.get_invitation(invitation_id)).data)

    @extend_schema(request=NewInvitationSerializer, responses={201: MadeInvitationSerializer})
    def create(self, request: Request) -> Response:
        """Invite somebody; with an e-mail, a mail goes out. `invite_url` is told this once."""
        body = NewInvitationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        fields = {**body.validated_data, "role": Role(body.validated_data["role"])}
        made = services.make_invitation(made_by=cast(User, request.user), site=site_of(request._request), **fields)
        answer: Any = made.invitation
        answer.invite_url = made.url
        return Response(MadeInvitationSerializer(answer).data, status=201)

    @extend_schema(responses={204: None, 409: ErrorsSerializer})
    def destroy(self, request: Request, invitation_id: UUID) -> Response:
        """Take it back; 409 `invite_used` when an account was made by it."""
        services.take_back(invitation=access.get_invitation(invitation_id))
        return Response(status=204)
