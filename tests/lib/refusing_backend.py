"""Mail servers that say no, each in its own way."""

import smtplib

from django.core.mail.backends.base import BaseEmailBackend


class NoServer(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError("nobody listens")


class NoSuchAddress(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({email_messages[0].to[0]: (550, b"no such user")})


class FullMailbox(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({email_messages[0].to[0]: (452, b"mailbox full")})
