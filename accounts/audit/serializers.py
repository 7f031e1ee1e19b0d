"""Shapes of one's own events."""

from typing import Any

from rest_framework import serializers

from accounts.audit.queries import Line


class EventSerializer(serializers.Serializer[Any]):
    """One event. `by` is empty where it was oneself or nobody; what others did is told without where they were."""

    id = serializers.CharField()
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    words = serializers.CharField(help_text="In the caller's language.")
    is_odd = serializers.BooleanField(help_text="From a device or an address for the first time, or a reason to look.")
    by = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    device = serializers.SerializerMethodField(help_text="In the caller's language, as far as it said what it is.")
    request_id = serializers.CharField(allow_blank=True)

    def get_device(self, line: Line) -> str:
        return line.device.words if line.device.browser or line.device.system else ""
