"""Passkeys as the API shows them: nothing of the key itself."""

from typing import Any

from rest_framework import serializers

from accounts.passkeys.services import LONGEST_NAME


class PasskeySerializer(serializers.Serializer[Any]):
    """One of one's own."""

    id = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    last_used_at = serializers.DateTimeField(read_only=True, allow_null=True)


class RenameSerializer(serializers.Serializer[Any]):
    """Its other name."""

    name = serializers.CharField(max_length=LONGEST_NAME)


class RemoveSerializer(serializers.Serializer[Any]):
    """The password of whoever has one: a token alone takes no way in away."""

    password = serializers.CharField(required=False, default="", allow_blank=True, trim_whitespace=False, max_length=4096)
