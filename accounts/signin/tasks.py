"""Jobs of the door."""

from accounts.signin import links
from lib import jobs

send_sign_in_mail = jobs.job(links.SEND)(links.send_sign_in_mail)
