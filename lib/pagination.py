"""The shape of every list in the REST API: `count, next, previous, results`; and that of logs: `results, has_more`."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination, PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response


class Pages(PageNumberPagination):
    """`?page=` from 1, `?page_size=` up to 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class Log(BasePagination):
    """Rows in the order of their numbers, the newest first: `?before=` the id of the last one seen, `?limit=` up to 200."""

    page_size = 50
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """At most `limit` rows; ValidationError when a number is none."""
        before = _number(request, "before", None, most=2**63 - 1)
        limit = _number(request, "limit", self.page_size, most=self.max_page_size) or self.page_size
        older = queryset if before is None else queryset.filter(pk__lt=before)
        rows = list(older.order_by("-pk")[: limit + 1])
        self._has_more = len(rows) > limit
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        """The shape of logs."""
        return Response({"results": data, "has_more": self._has_more})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """For the API's description."""
        properties = {"results": schema, "has_more": {"type": "boolean"}}
        return {"type": "object", "required": ["results", "has_more"], "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """For the API's description."""
        described = {
            "before": ("Only what is older than this id.", {"type": "integer", "minimum": 1}),
            "limit": ("How many.", {"type": "integer", "minimum": 1, "maximum": self.max_page_size}),
        }
        return [
            {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
            for name, (words, schema) in described.items()
        ]


def _number(request: Request, name: str, default: int | None, *, most: int) -> int | None:
    """A number from 1 to `most` in the address. More than `most` is `most`."""
    given = request.query_params.get(name, "")
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and len(given) <= 20 and int(given) > 0):
        raise ValidationError({name: "A whole number from 1."})
    return min(int(given), most)
