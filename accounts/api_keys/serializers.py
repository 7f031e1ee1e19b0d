"""Bodies and answers about API keys."""

from typing import Any

from rest_framework import serializers

from accounts.api_keys.models import ApiKey
from accounts.api_keys.scopes import SCOPES
from accounts.api_keys.services import DAYS


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    """A key as it is listed: never the key itself."""

    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES), read_only=True)

    class Meta:
        model = ApiKey
        fields = (
            "id",
            "name",
            "prefix",
            "scopes",
            "created_at",
            "expires_at",
            "last_used_at",
            "last_used_address",
        )
        read_only_fields = fields


class NewApiKeySerializer(serializers.Serializer[Any]):
    """What a key is made of. Without `scopes` it may do all that keys can; `days` null: it holds until it is revoked."""

    name = serializers.CharField(max_length=100)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=SCOPES), min_length=1, max_length=len(SCOPES) * 2, default=list(SCOPES)
    )
    days = serializers.ChoiceField(choices=DAYS, allow_null=True, default=90)


class MadeApiKeySerializer(ApiKeySerializer):
    """The one answer that holds the key."""

    key = serializers.CharField(read_only=True)

    class Meta:
        model = ApiKey
        fields = (*ApiKeySerializer.Meta.fields, "key")
        read_only_fields = fields
