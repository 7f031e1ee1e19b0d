"""What devices call themselves, in words."""

import pytest

from accounts.audit.devices import device_in, name_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " {} Mobile/15E148 Safari/604.1"
)
CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 {}Safari/537.36{}"
WINDOWS, ANDROID, TABLET = "Windows NT 10.0; Win64; x64", "Linux; Android 10; K", "Linux; Android 14; SM-X700"


@pytest.mark.parametrize(
    ("header", "words", "icon"),
    [
        (FIREFOX, "Firefox on Linux", "laptop"),
        (FIREFOX.replace("X11;", "X11; Ubuntu;"), "Firefox on Ubuntu", "laptop"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "Firefox on Android", "phone"),
        (SAFARI, "Safari on Mac", "laptop"),
        (IPHONE.format("Version/18.1"), "Safari on iPhone", "phone"),
        (IPHONE.format("CriOS/142.0.7444.60"), "Chrome on iPhone", "phone"),
        (IPHONE.format("FxiOS/145.0"), "Firefox on iPhone", "phone"),
        (IPHONE.format("EdgiOS/142.0"), "Edge on iPhone", "phone"),
        (IPHONE.replace("iPhone; CPU iPhone OS", "iPad; CPU OS").format("Version/16.6"), "Safari on iPad", "phone"),
        (CHROME.format(WINDOWS, "", ""), "Chrome on Windows", "laptop"),
        (CHROME.format(WINDOWS, "", " Edg/142.0.0.0"), "Edge on Windows", "laptop"),
        (CHROME.format(WINDOWS, "", " OPR/123.0.0.0"), "Opera on Windows", "laptop"),
        (CHROME.format("X11; CrOS x86_64 14541.0.0", "", ""), "Chrome on ChromeOS", "laptop"),
        (CHROME.format(ANDROID, "Mobile ", ""), "Chrome on Android", "phone"),
        (CHROME.format(TABLET, "", ""), "Chrome on Android", "phone"),
        (
            CHROME.format(ANDROID, "Mobile ", "").replace("Chrome/", "SamsungBrowser/27.0 Chrome/"),
            "Samsung Internet on Android",
            "phone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer on Windows", "laptop"),
        ("curl/8.10.1", "curl", "bolt"),
        ("python-requests/2.32.3", "Python", "bolt"),
        ("okhttp/4.12.0", "Android app", "bolt"),
        ("Homeroom/12 CFNetwork/1568.200.51 Darwin/24.1.0", "iPhone app", "bolt"),
        ("Dart/3.5 (dart:io)", "Mobile app", "bolt"),
        ("PostmanRuntime/7.42.0", "Postman", "bolt"),
        ("Vocabulary-Importer/2.1 (tara@school.example)", "Vocabulary-Importer", "bolt"),
        ("x" * 300, "x" * 40, "bolt"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Linux", "laptop"),
        ("Mozilla/5.0", "Unknown device", "laptop"),
        ("", "Unknown device", "bolt"),
        ("<script>alert(1)</script>", "Unknown device", "bolt"),
        ("/", "Unknown device", "bolt"),
        ("\u202egnp.exe", "Unknown device", "bolt"),
    ],
)
def test_a_device_is_called_what_people_call_it(header, words, icon):
    device = device_in(header)
    assert (device.words, device.icon) == (words, icon)
    assert name_of(header) == words


def test_a_new_version_is_the_same_device():
    assert device_in(FIREFOX) == device_in(FIREFOX.replace("145", "146"))
