"""What browsers call themselves, as people say it."""

import pytest

from accounts.audit.devices import device_in, name_of

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = f"{MOZILLA} (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605"
FIREFOX = f"{MOZILLA} (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
CASES = [
    (FIREFOX, "Firefox on Linux", "laptop"),
    (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0 Safari/537.36", "Chrome on Windows", "laptop"),
    (f"{MOZILLA} (Windows NT 10.0; Win64) {WEBKIT} Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows", "laptop"),
    (f"{MOZILLA} (Linux; Android 10; K) {WEBKIT} Chrome/142.0 Mobile Safari/537.36 EdgA/142.0", "Edge on Android", "phone"),
    (f"{MOZILLA} (Linux; Android 14) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Mobile", "Samsung Internet on Android", "phone"),
    (f"{IPHONE} Version/18.1 Mobile/15E148 Safari/604.1", "Safari on iPhone", "phone"),
    (f"{IPHONE} CriOS/142.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone", "phone"),
    (f"{MOZILLA} (iPad; CPU OS 18_1 like Mac OS X) FxiOS/145.0 Mobile/15E148 Safari/605", "Firefox on iPad", "phone"),
    (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605", "Safari on Mac", "laptop"),
    (f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/142.0 Safari/537.36", "Chrome on ChromeOS", "laptop"),
    ("curl/8.5.0", "curl", "bolt"),
    ("python-requests/2.32", "Python", "bolt"),
    ("HomeroomApp/1.2 (Android 15)", "HomeroomApp on Android", "bolt"),
    (MOZILLA, "Unknown device", "laptop"),
    ("", "Unknown device", "bolt"),
    ("<script>alert(1)</script>", "Unknown device", "bolt"),
]


@pytest.mark.parametrize(("user_agent", "words", "icon"), CASES)
def test_it_is_named(user_agent, words, icon):
    assert (name_of(user_agent), device_in(user_agent).icon) == (words, icon)


def test_a_new_version_is_the_same_device():
    assert device_in(FIREFOX) == device_in(FIREFOX.replace("145", "146"))
