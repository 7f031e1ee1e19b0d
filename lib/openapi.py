"""Corrections of the API's description that drf-spectacular has no setting for."""

from typing import Any


def any_of(result: dict[str, Any], generator: Any, request: Any, public: Any) -> dict[str, Any]:
    """Alternatives without a discriminator are `anyOf`: what an author gets holds all that a reader gets, so both fit."""
    for schema in result.get("components", {}).get("schemas", {}).values():
        if "oneOf" in schema and "discriminator" not in schema:
            schema["anyOf"] = schema.pop("oneOf")
    return result
