"""REST of live games: open one, look at it, give it a host's commands."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from lib.api_errors import ErrorsSerializer
from quizzes.library.access import get_quiz_to_read
from quizzes.live import access, queries, services
from quizzes.live.engine import Command
from quizzes.live.models import Game
from quizzes.live.serializers import (
    GameSerializer,
    GameStateSerializer,
    KickSerializer,
    OpenedGameSerializer,
    OpenGameSerializer,
    PublicGameSerializer,
)


def addresses(request: Request, pin: str) -> dict[str, str]:
    """Where this game is played: BASE_URL's host if it is set, else the one the request came to."""
    join = services.join_url(pin)
    return {
        "join_url": join if join.startswith("http") else request.build_absolute_uri(join),
        "ws_url": f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}/ws/games/{pin}/",
    }


class GameViewSet(viewsets.GenericViewSet[Game]):
    """Live games. The list and the rows are the caller's own."""

    serializer_class = GameSerializer
    lookup_url_kwarg = "game_id"

    def get_queryset(self) -> Any:
        """The caller's own games, the last opened first."""
        return Game.objects.visible_to(self.request.user).for_cards().order_by("-created_at")

    def list(self, request: Request) -> Response:
        """My games."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([self._card(request, game) for game in page])

    @extend_schema(request=OpenGameSerializer, responses={201: OpenedGameSerializer})
    def create(self, request: Request) -> Response:
        """Open a game of a quiz that I may read, as the quiz stands now."""
        body = OpenGameSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        quiz = get_quiz_to_read(request.user, body.validated_data["quiz"])
        game, token = services.open_game(
            owner=request.user,
            quiz=quiz,
            mode=body.validated_data["mode"],
            settings=body.validated_data.get("settings", {}),
        )
        opened = {"id": str(game.pk), "pin": game.pin, "host_token": token, **addresses(request, game.pin)}
        return Response(OpenedGameSerializer(opened).data, status=201)

    def retrieve(self, request: Request, game_id: str) -> Response:
        """One of my games."""
        return Response(self._card(request, access.get_game_of(request.user, game_id)))

    @extend_schema(responses=PublicGameSerializer)
    @action(detail=False, url_path=r"by-pin/(?P<pin>[^/]+)", permission_classes=[AllowAny])
    def by_pin(self, request: Request, pin: str) -> Response:
        """What anyone who has the PIN may know. Wrong PINs are limited by address."""
        game = access.find_by_pin(pin, str(request.META.get("REMOTE_ADDR", "")))
        return Response(PublicGameSerializer(asdict(queries.card_of(game)) | addresses(request, game.pin)).data)

    @extend_schema(request=KickSerializer, responses={204: None, 403: ErrorsSerializer})
    @action(detail=True, methods=["post"])
    def kick(self, request: Request, game_id: str) -> Response:
        """Put a player out for good."""
        game = access.get_game_of(request.user, game_id)
        body = KickSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.kick_player(game_id=game.pk, uid=body.validated_data["player"])
        return Response(status=204)

    @extend_schema(operation_id="games_command", request=None, responses=GameStateSerializer)
    @action(detail=True, methods=["post"], url_path="(?P<command>start|next|close|lock|unlock|pause|resume|end)")
    def command(self, request: Request, game_id: str, command: str) -> Response:
        """Give the game a host's command; 409 `wrong_state` where it is not allowed."""
        game = access.get_game_of(request.user, game_id)
        state = services.command_game(game_id=game.pk, command=Command(command))
        return Response(GameStateSerializer(state).data)

    @staticmethod
    def _card(request: Request, game: Game) -> Any:
        return GameSerializer(asdict(queries.card_of(game)) | addresses(request, game.pin)).data
