"""REST of what one is told about. The choice itself is `muted` of PATCH /auth/me/."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.notifications import queries
from accounts.notifications.serializers import NotificationSerializer
from accounts.users.access import get_own_account


class NotificationsView(APIView):
    """What the caller can be told about."""

    @extend_schema(responses=NotificationSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every kind, its channels, and what is wanted."""
        rows = queries.choices_of(get_own_account(request.user)).rows
        return Response(NotificationSerializer(rows, many=True).data)
