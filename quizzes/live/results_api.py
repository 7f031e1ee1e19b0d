"""REST of results: what came of a game, to read and to take away."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from quizzes.live import access
from quizzes.live.errors import UnknownFormat
from quizzes.live.results import results_of
from quizzes.live.results_export import as_download, csv_sheet
from quizzes.live.results_serializers import ResultsSerializer


class ResultsView(APIView):
    """The results of one of my games, at any time; a question is in them once it is closed."""

    @extend_schema(responses=ResultsSerializer)
    def get(self, request: Request, game_id: str) -> Response:
        """Players by rank with their answers, and the questions that were played."""
        game = access.get_game_of(request.user, game_id)
        return Response(ResultsSerializer(results_of(game)).data)


class ResultsExportView(APIView):
    """The same as a file."""

    @extend_schema(
        parameters=[OpenApiParameter("format", str, enum=["csv", "json"], default="csv")],
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, "application/json"): ResultsSerializer},
    )
    def get(self, request: Request, game_id: str) -> object:
        """A CSV sheet (UTF-8, one row a player), or the JSON of the results. 400 `unknown_format` for others."""
        game = access.get_game_of(request.user, game_id)
        wanted = request.query_params.get("format", "csv")
        if wanted == "csv":
            return as_download(csv_sheet(results_of(game)), game.pin)
        if wanted == "json":
            answer = Response(ResultsSerializer(results_of(game)).data)
            answer["Content-Disposition"] = f'attachment; filename="results-{game.pin}.json"'
            return answer
        raise UnknownFormat(attr="format")
