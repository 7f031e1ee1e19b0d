"""What people may change about themselves."""

from rest_framework import serializers

from accounts.users.models import User


class ProfileSerializer(serializers.Serializer[User]):
    """What PATCH of one's own profile takes; everything else in the body is ignored."""

    full_name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=32)
    language = serializers.CharField(required=False, allow_blank=True, max_length=12)
    time_zone = serializers.CharField(required=False, allow_blank=True, max_length=64)
    theme = serializers.ChoiceField(required=False, choices=User.Theme.choices)
    avatar = serializers.UUIDField(
        required=False, allow_null=True, help_text="The id of an upload of one's own with the use `avatar`; null takes it away."
    )
    muted = serializers.ListField(
        required=False,
        child=serializers.CharField(max_length=100),
        max_length=200,
        help_text="All that is not wanted, as `kind:channel`; GET auth/notifications/ lists what there is.",
    )
