"""REST of one's own events."""

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.audit import queries
from accounts.audit.models import AuditEvent
from accounts.audit.serializers import EventSerializer
from lib.pagination import Log


class EventsView(GenericAPIView[AuditEvent]):
    """What happened to the caller's account."""

    serializer_class = EventSerializer
    pagination_class = Log
    queryset = AuditEvent.objects.none()

    @extend_schema(responses=EventSerializer(many=True), filters=True)
    def get(self, request: Request) -> Response:
        """The newest first."""
        rows = self.paginate_queryset(AuditEvent.objects.about(request.user).select_related("actor"))
        lines = queries.lines_of(request.user, rows or [])
        return self.get_paginated_response(EventSerializer(lines, many=True).data)
