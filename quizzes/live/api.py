"""REST of live games."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from quizzes.live import access, services
from quizzes.live.engine import Command


class GameCommandView(APIView):
    """A host's command to a game."""

    def post(self, request: Request, game_id: str, command: str) -> Response:
        game = access.get_game_of(request.user, game_id)
        state = services.command_game(game_id=game.pk, command=Command(command))
        return Response({"phase": state.phase, "index": state.index})
