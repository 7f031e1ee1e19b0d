"""Bodies and answers about the authenticator app."""

from typing import Any

from rest_framework import serializers

from accounts.users.validation import PASSWORD_MAX

LONGEST_CODE = 64


class TotpSerializer(serializers.Serializer[Any]):
    """Whether a code is asked at sign-in, and since when."""

    enabled = serializers.BooleanField(source="is_on")
    confirmed_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    recovery_codes_left = serializers.IntegerField()


class EnrolmentSerializer(serializers.Serializer[Any]):
    """What goes into the app."""

    secret = serializers.CharField()
    otpauth_url = serializers.CharField()


class OtpSerializer(serializers.Serializer[Any]):
    """A code of the app, or a recovery code where one is taken."""

    otp = serializers.CharField(max_length=LONGEST_CODE)


class RemoveSerializer(OtpSerializer):
    """The password of whoever has one, and a code."""

    password = serializers.CharField(
        max_length=PASSWORD_MAX, trim_whitespace=False, write_only=True, required=False, allow_blank=True, default=""
    )


class RecoveryCodesSerializer(serializers.Serializer[Any]):
    """Ten codes. This answer is the only one that ever holds them."""

    recovery_codes = serializers.ListField(child=serializers.CharField())
