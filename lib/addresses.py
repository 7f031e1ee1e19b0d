"""Where this machine is reached: phones cannot open the `localhost` that a browser on it shows."""

import ipaddress
import socket

from django.conf import settings
from django.http import HttpRequest

LOOPBACK_NAMES = {"localhost", "localhost.localdomain", "ip6-localhost"}


def lan_address() -> str | None:
    """This machine's address in its local network; None when it is in none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # A datagram socket only picks the interface that such a packet would leave by (192.0.2.0/24: never routed).
            probe.connect(("192.0.2.254", 9))
            address = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if is_loopback(address) else address


def is_loopback(host: str) -> bool:
    """Whether this name or address only means the machine itself."""
    if host.lower() in LOOPBACK_NAMES or host.lower().endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def reachable_host(host: str) -> str:
    """`host[:port]` as a phone in the same room can open it: a loopback name becomes the LAN address."""
    name, colon, port = host.rpartition(":")
    if not colon or host.endswith("]"):
        name, colon, port = host, "", ""
    if not is_loopback(name):
        return host
    return f"{lan_address() or name}{colon}{port}"


def site_of(request: HttpRequest) -> str:
    """What whole addresses begin with, no slash at the end. A Host header is the sender's word, so BASE_URL comes first."""
    return str(settings.BASE_URL) or f"{request.scheme}://{request.get_host()}"
