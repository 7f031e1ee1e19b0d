"""What happens to users."""

from django.dispatch import Signal

# A person's sessions, tokens and sockets must end now: the password changed, the role, or the account was closed.
# Sent inside the transaction, with `user_id`.
standing_ended = Signal()
