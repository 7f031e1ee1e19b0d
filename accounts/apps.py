"""Who people are and how they get in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
