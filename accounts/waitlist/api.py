"""REST of the waiting list: asking is for everybody, deciding for those who manage people."""

from typing import Any, cast
from uuid import UUID

from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.users.access import require_people_manager
from accounts.users.models import User
from accounts.waitlist import access, services
from accounts.waitlist.models import WaitlistEntry
from accounts.waitlist.serializers import (
    RequestSerializer,
    StatusRequestSerializer,
    WaitingSerializer,
    WaitlistEntrySerializer,
)
from lib import rate_limits
from lib.addresses import site_of
from lib.api_errors import ErrorsSerializer

FOR_EVERYBODY = {"create", "status"}
FILTERS = [
    OpenApiParameter("search", OpenApiTypes.STR, description="Part of the e-mail, a name or the note."),
    OpenApiParameter("state", OpenApiTypes.STR, enum=WaitlistEntry.State.values),
]


class WaitlistViewSet(viewsets.GenericViewSet[WaitlistEntry]):
    """Requests for an account."""

    serializer_class = WaitlistEntrySerializer
    lookup_url_kwarg = "entry_id"
    lookup_value_converter = "uuid"

    def get_authenticators(self) -> Any:
        """None where everybody is answered alike, whatever stale token or cookie the request carries."""
        # Asked for before `action` is known.
        asked = getattr(self, "action", None) or self.action_map.get(str(self.request.method).lower())
        return [] if asked in FOR_EVERYBODY else super().get_authenticators()

    def get_permissions(self) -> Any:
        """Asking is open."""
        return [AllowAny()] if self.action in FOR_EVERYBODY else super().get_permissions()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The rest is refused before anything is looked up."""
        super().initial(request, *args, **kwargs)
        if self.action not in FOR_EVERYBODY:
            require_people_manager(request.user)

    def get_queryset(self) -> Any:
        """What the list shows, as the query asks for: those who wait longest first."""
        asked = self.request.query_params
        found = WaitlistEntry.objects.select_related("decided_by").search(asked.get("search", ""))
        if asked.get("state") in WaitlistEntry.State.values:
            found = found.filter(state=asked["state"])
        return found.order_by("created_at", "id")

    @extend_schema(request=RequestSerializer, responses={202: WaitingSerializer, 403: ErrorsSerializer, 429: ErrorsSerializer})
    def create(self, request: Request) -> Response:
        """Ask for an account. The answer is the same for every e-mail; what is true of it goes there by mail."""
        body = RequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        position = services.join(
            **body.validated_data,
            address=rate_limits.address_of(request._request),
            site=site_of(request._request),
            language=get_language() or "",
        )
        return Response(WaitingSerializer({"waitlisted": True, "position": position}).data, status=202)

    @extend_schema(request=StatusRequestSerializer, responses={202: None, 429: ErrorsSerializer})
    @action(detail=False, methods=["post"])
    def status(self, request: Request) -> Response:
        """How a request stands: told by mail to its address, and to nobody here."""
        body = StatusRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.send_status(
            email=body.validated_data["email"],
            address=rate_limits.address_of(request._request),
            site=site_of(request._request),
            language=get_language() or "",
        )
        return Response(status=202)

    @extend_schema(parameters=FILTERS, responses=WaitlistEntrySerializer(many=True))
    def list(self, request: Request) -> Response:
        """All requests."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(WaitlistEntrySerializer(page, many=True).data)

    @extend_schema(responses=WaitlistEntrySerializer)
    def retrieve(self, request: Request, entry_id: UUID) -> Response:
        """One request."""
        return Response(WaitlistEntrySerializer(access.get_entry(entry_id)).data)

    @extend_schema(request=None, responses=WaitlistEntrySerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, entry_id: UUID) -> Response:
        """Let the person in: an invitation goes by mail, once."""
        by = cast(User, request.user)
        entry = services.approve(entry=access.get_entry(entry_id), by=by, site=site_of(request._request))
        return Response(WaitlistEntrySerializer(entry).data)

    @extend_schema(request=None, responses={200: WaitlistEntrySerializer, 409: ErrorsSerializer})
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, entry_id: UUID) -> Response:
        """Say no by mail; 409 `already_in` when the person has made the account."""
        by = cast(User, request.user)
        entry = services.reject(entry=access.get_entry(entry_id), by=by, site=site_of(request._request))
        return Response(WaitlistEntrySerializer(entry).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, entry_id: UUID) -> Response:
        """Delete the request; nothing of it is kept, and its invitation is void."""
        services.withdraw(entry=access.get_entry(entry_id))
        return Response(status=204)
