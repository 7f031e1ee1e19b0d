"""The contract's `user`, and what people may change about themselves."""

from rest_framework import serializers

from accounts.users.models import User
from accounts.users.roles import Role


class UserSerializer(serializers.ModelSerializer[User]):
    """`user` of the contract. Give it rows of `with_email_confirmed()`."""

    id = serializers.CharField(read_only=True)
    email_confirmed = serializers.BooleanField(read_only=True)
    role = serializers.ChoiceField(choices=[role.value for role in Role], read_only=True)
    is_online = serializers.BooleanField(read_only=True)

    class Meta:
        model = User
        fields = (
            "id",
            "username",
            "full_name",
            "email",
            "email_confirmed",
            "role",
            "is_online",
            "last_seen",
            "created_at",
        )
        read_only_fields = fields


class MeSerializer(UserSerializer):
    """`user` with what only the person sees: the settings."""

    class Meta(UserSerializer.Meta):
        fields = (*UserSerializer.Meta.fields, "national_id", "phone", "language", "time_zone", "theme")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class ProfileSerializer(serializers.Serializer[User]):
    """What PATCH of one's own profile takes; everything else in the body is ignored."""

    full_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=32)
    language = serializers.CharField(required=False, allow_blank=True, max_length=12)
    time_zone = serializers.CharField(required=False, allow_blank=True, max_length=64)
    theme = serializers.ChoiceField(required=False, choices=User.Theme.choices)
