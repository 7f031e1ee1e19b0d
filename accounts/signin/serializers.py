"""Bodies and answers of the door. What else a body holds (role, is_staff …) is never read."""

from typing import Any

from rest_framework import serializers

from accounts.users.serializers import MeSerializer
from accounts.users.validation import PASSWORD_MAX


class RegisterSerializer(serializers.Serializer[Any]):
    """A new account. Whether the values will do, the service says."""

    username = serializers.CharField(max_length=60)
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=PASSWORD_MAX, trim_whitespace=False, write_only=True)
    full_name = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")


class LoginSerializer(serializers.Serializer[Any]):
    """E-mail, username or national id, and the password."""

    login = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=PASSWORD_MAX, trim_whitespace=False, write_only=True)


class SignedInSerializer(serializers.Serializer[Any]):
    """Tokens and who they are for."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    user = MeSerializer()
