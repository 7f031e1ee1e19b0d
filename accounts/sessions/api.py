"""REST of the places where one is signed in: list, end one, end the others."""

import uuid
from typing import Any

from django.contrib.auth import logout
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.sessions import queries, services
from accounts.sessions.access import get_own_sign_in
from accounts.sessions.serializers import EndedSerializer, PlaceSerializer
from accounts.users.access import sign_in_of
from accounts.users.sign_ins import Door
from lib.api_errors import ErrorsSerializer


class SessionsView(ListAPIView[Any]):
    """Browsers and programs that are signed in as me."""

    serializer_class = PlaceSerializer

    def get_queryset(self) -> QuerySet[Any, Any]:
        """By last use."""
        return queries.places_of(self.request.user)

    def paginate_queryset(self, queryset: Any) -> Any:
        """Rows as places; `current` is the one this call is made with."""
        return queries.as_places(super().paginate_queryset(queryset) or [], sign_in_of(self.request))


class SessionView(APIView):
    """One of them."""

    @extend_schema(responses={204: None, 404: ErrorsSerializer})
    def delete(self, request: Request, session_id: uuid.UUID) -> Response:
        """It is signed out at once, its sockets close. Ending the one that asks is signing out."""
        row = get_own_sign_in(request.user, session_id)
        here = sign_in_of(request)
        if here is not None and here.door == Door.SESSION and here.id == str(row.pk):
            logout(request._request)
        else:
            services.end(row=row)
        return Response(status=204)


class EndOthersView(APIView):
    """All but one."""

    @extend_schema(request=None, responses={200: EndedSerializer})
    def post(self, request: Request) -> Response:
        """Every other browser and program is signed out at once. API keys stay."""
        return Response({"ended": services.end_others(user=request.user, keep=sign_in_of(request))})
