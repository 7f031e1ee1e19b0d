"""That something was written down."""

from django.dispatch import Signal

# Sent with `event`, inside the transaction of what it tells of.
event_recorded = Signal()
