"""Index of the app's tasks."""

from accounts.audit.tasks import forget_old_events
from accounts.profile.tasks import keep_promises
from accounts.sessions.tasks import forget_expired
from accounts.signin.tasks import send_sign_in_mail
from accounts.waitlist.tasks import forget_old_requests

__all__ = ["forget_expired", "forget_old_events", "forget_old_requests", "keep_promises", "send_sign_in_mail"]
