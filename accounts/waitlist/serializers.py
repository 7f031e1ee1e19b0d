"""Shapes of the waiting list's API."""

from typing import Any

from rest_framework import serializers

from accounts.waitlist.models import WaitlistEntry


class RequestSerializer(serializers.Serializer[Any]):
    """Asking for an account. A role or a password in the body is not read."""

    email = serializers.EmailField(max_length=254)
    full_name = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    username = serializers.CharField(max_length=60, required=False, allow_blank=True, default="", help_text="A wish.")
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class StatusRequestSerializer(serializers.Serializer[Any]):
    """Whose request to write about, to that address."""

    email = serializers.EmailField(max_length=254)


class WaitingSerializer(serializers.Serializer[Any]):
    """Said to everybody who asks."""

    waitlisted = serializers.BooleanField()
    position = serializers.IntegerField(help_text="The place in line once the link in the mail is opened.")


class WaitlistEntrySerializer(serializers.ModelSerializer[WaitlistEntry]):
    """A request, for those who manage people."""

    decided_by = serializers.CharField(source="decided_by.username", default=None, read_only=True, allow_null=True)

    class Meta:
        model = WaitlistEntry
        fields = (
            "id", "email", "full_name", "username", "note", "state", "confirmed_at", "created_at", "decided_at", "decided_by",
        )  # fmt: skip
        read_only_fields = fields
