"""What happens in the machinery."""

from django.dispatch import Signal

# Somebody of the back office has read a mail that was kept in a file. With `name`, the file's, and `to`, a list of addresses.
kept_mail_read = Signal()
