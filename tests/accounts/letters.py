"""Reading the mails that wait in the outbox."""

import re

from lib.models import OutboxMail


def link_in(mail: OutboxMail) -> str:
    """The path of the one link in a mail."""
    return re.search(r"http://testserver(\S+)", mail.text)[1]


def mail_to(address: str) -> OutboxMail:
    """The last mail to this address."""
    return OutboxMail.objects.filter(to=address).order_by("created_at").last()
