"""Corrections of the API's description that drf-spectacular has no setting for."""

from typing import Any


def any_of(result: dict[str, Any], generator: Any, request: Any, public: Any) -> dict[str, Any]:
    """Alternatives without a discriminator are `anyOf`: what an author gets holds all that a reader gets, so both fit."""
    for schema in result.get("components", {}).get("schemas", {}).values():
        if "oneOf" in schema and "discriminator" not in schema:
            schema["anyOf"] = schema.pop("oneOf")
    return result


def refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:  # noqa: FBT001  theirs
    """Whoever must say who they are may be refused everywhere: no scope, no second factor, too much.

    The doors of the API decide that before any view, so no view can say it.
    """
    for path in result.get("paths", {}).values():
        for operation in path.values():
            answers = operation.get("responses", {})
            if "401" in answers:
                for status in ("403", "429"):
                    answers.setdefault(status, answers["401"])
    return result
