"""What a device calls itself (User-Agent), in words a person knows it by: Firefox on Linux. Pure but for the translation.

The header is the client's own word: good for recognising the own phone in a list, good for no decision.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

LONGEST_NAME = 40

# The first that fits names it: most browsers also say that they are others.
BROWSERS: tuple[tuple[str, str], ...] = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|OPT/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"YaBrowser/", "Yandex Browser"),
    (r"Vivaldi/", "Vivaldi"),
    (r"DuckDuckGo/|Ddg/", "DuckDuckGo"),
    (r"UCBrowser/|UCWEB", "UC Browser"),
    (r"Firefox/|FxiOS/|Focus/", "Firefox"),
    (r"HeadlessChrome/", "Chrome"),
    (r"Chromium/", "Chromium"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Epiphany/", "GNOME Web"),
    (r"Version/[\d.]+.* Safari/", "Safari"),
    (r"MSIE |Trident/", "Internet Explorer"),
)
SYSTEMS: tuple[tuple[str, str], ...] = (
    (r"iPhone|iPod", "iPhone"),
    (r"iPad", "iPad"),
    (r"CrOS", "ChromeOS"),
    (r"Android", "Android"),
    (r"Windows Phone", "Windows Phone"),
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS X", "Mac"),
    (r"Ubuntu", "Ubuntu"),
    (r"Linux|X11", "Linux"),
)
# What calls itself by its library's name. Others are called what they call themselves.
PROGRAMS: tuple[tuple[str, str], ...] = (
    (r"^curl/", "curl"),
    (r"^Wget/", "Wget"),
    (r"^python-requests/|^Python-urllib/|^python-httpx/|aiohttp/", "Python"),
    (r"^PostmanRuntime/", "Postman"),
    (r"^insomnia/", "Insomnia"),
    (r"^okhttp/", "Android app"),
    (r"CFNetwork/.*Darwin/", "iPhone app"),
    (r"^Dart/", "Mobile app"),
    (r"^node|^undici|^axios/", "Node.js"),
    (r"^Go-http-client/", "Go"),
    (r"^Java/|^Apache-HttpClient/", "Java"),
)
PHONE = re.compile(r"iPhone|iPod|Windows Phone|Android.*Mobile|Mobile.*Firefox")
OWN_NAME = re.compile(r"[\w .+-]+")


@dataclass(frozen=True, slots=True)
class Device:
    """`browser` and `system` are empty where the client does not say; `icon` is a symbol of the desk's sprite."""

    browser: str
    system: str
    icon: str

    @property
    def words(self) -> str:
        """For a line of a list."""
        if self.browser and self.system:
            return _("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or _("Unknown device")


def device_in(user_agent: str) -> Device:
    """The device that sends this header."""
    program = _first(PROGRAMS, user_agent)
    if program:
        return Device(program, "", "bolt")
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if not browser and not user_agent.startswith("Mozilla/"):
        return Device(_own_name(user_agent), system, "bolt")
    is_small = PHONE.search(user_agent) or system in {"iPad", "Android"}
    return Device(browser, system, "phone" if is_small else "laptop")


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, text)), "")


def _own_name(user_agent: str) -> str:
    """The product before its version, as the client writes it."""
    found = OWN_NAME.match(user_agent.partition("/")[0].partition("(")[0].strip())
    return found.group()[:LONGEST_NAME].strip() if found else ""
