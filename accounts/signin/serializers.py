"""Bodies and answers of the door. What else a body holds (role, is_staff …) is never read."""

from typing import Any, Self

from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers

from accounts.tokens.services import Pair
from accounts.totp.serializers import LONGEST_CODE
from accounts.users.access import get_own_account
from accounts.users.models import User
from accounts.users.serializers import MeSerializer, OptionalCharField, UserSerializer
from accounts.users.validation import PASSWORD_MAX


class RegisterSerializer(serializers.Serializer[Any]):
    """A new account. Whether the values will do, the service says."""

    username = serializers.CharField(max_length=60)
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=PASSWORD_MAX, trim_whitespace=False, write_only=True)
    full_name = OptionalCharField(max_length=150)
    invite = OptionalCharField(max_length=200, write_only=True, help_text="The token of an invitation.")


class RegisteredSerializer(UserSerializer):
    """A new account. Its fields stand on their own and, as at sign-in, under `user`."""

    user = UserSerializer(source="*", read_only=True)

    class Meta(UserSerializer.Meta):
        fields = (*UserSerializer.Meta.fields, "user")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class LoginSerializer(serializers.Serializer[Any]):
    """E-mail, username or national id, and the password; of whoever has an authenticator app also a code."""

    login = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=PASSWORD_MAX, trim_whitespace=False, write_only=True)
    otp = OptionalCharField(max_length=LONGEST_CODE, write_only=True)


class ChangePasswordSerializer(serializers.Serializer[Any]):
    """The password until now, and the new one."""

    current_password = serializers.CharField(max_length=PASSWORD_MAX, trim_whitespace=False, write_only=True)
    new_password = serializers.CharField(max_length=PASSWORD_MAX, trim_whitespace=False, write_only=True)


class WhoseMailSerializer(serializers.Serializer[Any]):
    """Whom to mail, by `email` or by `login`: e-mail, username or national id."""

    email = serializers.CharField(max_length=254, required=False)
    login = serializers.CharField(max_length=254, required=False)

    @property
    def login_given(self) -> str:
        """Whichever it was."""
        return str(self.validated_data.get("login") or self.validated_data["email"])

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if not attrs:
            missing = exceptions.ErrorDetail(_("Write the e-mail or the login."), "required")
            raise serializers.ValidationError({"email": [missing]})
        return attrs


class ResetPasswordSerializer(serializers.Serializer[Any]):
    """The token of the mail, whole (`1a-c0ffee…`, the last part of the link) or as `uid` and `token`."""

    uid = serializers.CharField(max_length=40, required=False)
    token = serializers.CharField(max_length=200)
    new_password = serializers.CharField(max_length=PASSWORD_MAX, trim_whitespace=False, write_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """In its two parts."""
        if "uid" not in attrs:
            attrs["uid"], _dash, attrs["token"] = attrs["token"].partition("-")
        return attrs


class SignedInSerializer(serializers.Serializer[Any]):
    """Tokens and who they are for."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    user = MeSerializer()

    @classmethod
    def of(cls, user: User, pair: Pair) -> Self:
        """The answer to whoever has just come in."""
        return cls({"access": pair.access, "refresh": pair.refresh, "user": get_own_account(user)})
