"""JSON bodies of the API: what cannot be stored or sent back is refused while it is read."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError


class StrictJSONParser(parsers.JSONParser):
    """JSON, but for bodies nested deeper than Python reads and strings that no UTF-8 can hold."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """What the body says; ParseError when it is not JSON, too deep, or holds half a character."""
        try:
            data: dict[str, Any] = super().parse(stream, media_type, parser_context)
            # `"\ud800"` alone is JSON, but neither the database nor an answer can hold it.
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError(_("This JSON is nested too deeply.")) from None
        except UnicodeEncodeError:
            raise ParseError(_("This JSON holds half of a surrogate pair, which is no character.")) from None
        return data
