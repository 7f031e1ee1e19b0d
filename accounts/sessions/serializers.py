"""Answers about places where somebody is signed in."""

from typing import Any

from rest_framework import serializers

from accounts.sessions.queries import APP, BROWSER


class PlaceSerializer(serializers.Serializer[Any]):
    """One sign-in, by browser or by the API. `current` is the one that asks."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=[BROWSER, APP])
    device = serializers.CharField(source="device.words")
    address = serializers.CharField(allow_blank=True)
    method = serializers.CharField(allow_blank=True)
    second_factor = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    current = serializers.BooleanField(source="is_current")


class EndedSerializer(serializers.Serializer[Any]):
    """How many were ended."""

    ended = serializers.IntegerField()
