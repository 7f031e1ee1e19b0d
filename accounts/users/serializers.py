"""The contract's `user`, for the person, for others, and for those who manage people."""

from typing import Any

from rest_framework import serializers

from accounts.users.models import User
from accounts.users.roles import Role


class OptionalCharField(serializers.CharField):
    """May be left out, empty or null, which all mean that there is none: the empty string."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_blank=True, allow_null=True, default="", **options)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Null is no value of its own."""
        return super().run_validation("" if data is None else data)


class OptionalEmailField(OptionalCharField, serializers.EmailField):
    """The same, and an e-mail if there is one."""


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

    avatar = serializers.CharField(source="avatar_url", read_only=True, allow_null=True, help_text="A path; null without one.")
    muted = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="What is not wanted, as kind:channel."
    )

    class Meta(UserSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *UserSerializer.Meta.fields,
            "national_id",
            "phone",
            "language",
            "time_zone",
            "theme",
            "avatar",
            "muted",
        )
        read_only_fields = fields  # type: ignore[assignment]


class AccountSerializer(UserSerializer):
    """`user` with what those see who manage people."""

    class Meta(UserSerializer.Meta):
        fields = (*UserSerializer.Meta.fields, "national_id", "is_active")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class MadeAccountSerializer(AccountSerializer):
    """A new account and its way in. The account's fields stand on their own and, as at sign-in, under `user`."""

    invite_url = serializers.CharField(read_only=True, help_text="Where the person chooses a password. Shown this once.")
    user = AccountSerializer(source="*", read_only=True)

    class Meta(AccountSerializer.Meta):
        fields = (*AccountSerializer.Meta.fields, "user", "invite_url")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class NewAccountSerializer(serializers.Serializer[Any]):
    """An account for somebody else. A password is no field: the person chooses it."""

    username = serializers.CharField(max_length=60)
    role = serializers.ChoiceField(choices=[role.value for role in Role])
    email = OptionalEmailField(max_length=254)
    full_name = OptionalCharField(max_length=150)
    national_id = OptionalCharField(max_length=12)


class AccountPatchSerializer(serializers.Serializer[Any]):
    """What those who manage people change. `role` and `is_active` end the person's sessions, tokens and sockets."""

    full_name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    role = serializers.ChoiceField(choices=[role.value for role in Role], required=False)
    is_active = serializers.BooleanField(required=False)


class WayInSerializer(serializers.Serializer[Any]):
    """A way in, shown this once."""

    invite_url = serializers.CharField()


class PersonSerializer(serializers.ModelSerializer[User]):
    """Somebody, for others. There is no e-mail here, and never will be."""

    id = serializers.CharField(read_only=True)
    avatar = serializers.CharField(source="avatar_url", read_only=True, allow_null=True)

    class Meta:
        model = User
        fields = ("id", "username", "full_name", "avatar")
        read_only_fields = fields
