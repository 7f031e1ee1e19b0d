"""What a sign-in by the API may do beyond being one."""

from datetime import timedelta

from django.utils import timezone

from accounts.tokens.models import RefreshFamily


def is_new_family(family_id: str, seconds: int) -> bool:
    """Whether this sign-in began within the last seconds: renewing its tokens shows nothing anew."""
    since = timezone.now() - timedelta(seconds=seconds)
    return RefreshFamily.objects.filter(pk=family_id, created_at__gt=since).exists()
