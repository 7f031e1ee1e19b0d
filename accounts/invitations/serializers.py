"""Shapes of the invitations API."""

from typing import Any

from rest_framework import serializers

from accounts.invitations.models import Invitation
from accounts.users.roles import Role


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An invitation; its address is not told again."""

    email = serializers.CharField(read_only=True, help_text="Empty: for whoever has the address of the invitation.")
    role = serializers.ChoiceField(choices=[role.value for role in Role], read_only=True)
    state = serializers.ChoiceField(choices=Invitation.State.choices, read_only=True)
    made_by = serializers.CharField(source="made_by.username", default=None, read_only=True, allow_null=True)
    used_by = serializers.CharField(source="used_by.username", default=None, read_only=True, allow_null=True)

    class Meta:
        model = Invitation
        fields = (
            "id", "email", "full_name", "username", "role", "state", "made_by", "created_at", "expires_at", "used_at",
            "used_by",
        )  # fmt: skip
        read_only_fields = fields


class MadeInvitationSerializer(InvitationSerializer):
    """A new invitation with its address."""

    invite_url = serializers.CharField(read_only=True, help_text="Lets one person make one account. Shown this once.")

    class Meta(InvitationSerializer.Meta):
        fields = (*InvitationSerializer.Meta.fields, "invite_url")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class NewInvitationSerializer(serializers.Serializer[Any]):
    """Whom to invite, as what. Without an e-mail, whoever has the address may use it."""

    email = serializers.EmailField(max_length=254, required=False, allow_blank=True, default="")
    full_name = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    role = serializers.ChoiceField(choices=[role.value for role in Role], required=False, default=Role.STUDENT.value)
