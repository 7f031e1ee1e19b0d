"""REST of one's own account."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.profile import services
from accounts.profile.serializers import ProfileSerializer
from accounts.users.access import get_own_account
from accounts.users.serializers import MeSerializer


class MeView(APIView):
    """The signed-in person's own profile and settings."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Who I am."""
        return Response(MeSerializer(get_own_account(request.user)).data)

    @extend_schema(request=ProfileSerializer, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change my profile and settings; role and rights are not among them."""
        body = ProfileSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = services.update_profile(user=get_own_account(request.user), changes=body.validated_data)
        return Response(MeSerializer(get_own_account(user)).data)
