"""Shapes of one's choices."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.notifications.queries import Row


class ChoiceSerializer(serializers.Serializer[Any]):
    """One way of being told. `value` is what `muted` of the profile holds where it is not wanted."""

    channel = serializers.CharField()
    value = serializers.CharField()
    is_wanted = serializers.BooleanField()
    is_locked = serializers.BooleanField(help_text="Always wanted: it keeps the account safe.")


class NotificationSerializer(serializers.Serializer[Any]):
    """One thing to be told about."""

    kind = serializers.CharField(source="kind.name")
    words = serializers.CharField(source="kind.words", help_text="In the caller's language.")
    about = serializers.CharField(source="kind.about", allow_blank=True)
    channels = serializers.SerializerMethodField()

    @extend_schema_field(ChoiceSerializer(many=True))
    def get_channels(self, row: Row) -> Any:
        return ChoiceSerializer([box for box in row.boxes if box.value], many=True).data
