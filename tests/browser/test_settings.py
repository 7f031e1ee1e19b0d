"""One's own settings in a browser: reached from the menu, by keys alone, at every width; pictures go when they are chosen."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from accounts.notifications import kinds, services
from accounts.notifications.kinds import Channel
from tests.pictures import picture

LONG = "Maximiliane Alexandra von Hohenstein-Schwarzenbergsdorf-Neu"
PAGES = ("settings-profile", "settings-security", "settings-notifications", "settings-events")


def test_a_person_finds_the_settings_and_changes_the_profile(new_page, student, check_axe):
    page = new_page(user=student, timezone_id="Asia/Almaty")
    page.goto("/quizzes/")
    page.get_by_role("button", name="Account menu").click()
    page.get_by_role("link", name="Settings").click()

    page.get_by_label("Name", exact=False).first.fill("Stu Dent")
    page.get_by_role("button", name="Use this device’s: Asia/Almaty").click()
    page.get_by_label("Dark").check(force=True)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    check_axe(page)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Saved.")).to_be_visible()
    student.refresh_from_db()
    assert (student.full_name, student.time_zone, student.theme) == ("Stu Dent", "Asia/Almaty", "dark")


def test_a_picture_is_sent_when_it_is_chosen(new_page, student):
    page = new_page(user=student)
    page.goto(reverse("settings-profile"))
    file = {"name": "me.png", "mimeType": "image/png", "buffer": picture((600, 400))}
    page.get_by_label("Use a picture").set_input_files(file)
    expect(page.get_by_text("This is your picture now.")).to_be_visible()
    shown = page.locator(".face-avatar img")
    expect(shown).to_have_js_property("naturalWidth", 400)
    page.get_by_role("button", name="Remove the picture").click()
    expect(page.get_by_text("Your picture is gone.")).to_be_visible()
    expect(shown).to_have_count(0)


@pytest.mark.parametrize(("name", "theme"), [(LONG, "light"), ("ليلى بنت عبد الرحمن الهاشمي", "dark")])
def test_every_page_fits_a_small_phone(new_page, student, check_axe, name, theme):
    User.objects.filter(pk=student.pk).update(full_name=name, theme=theme)
    page = new_page(user=student, viewport={"width": 320, "height": 568})
    for one in PAGES:
        page.goto(reverse(one))
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, one
        check_axe(page)


def test_the_security_page_names_the_one_next_step_and_keys_reach_it(new_page, student):
    page = new_page(user=student)
    page.goto(reverse("settings-security"))
    step = page.get_by_role("link", name="Set up an app")
    for _ in range(40):
        page.keyboard.press("Tab")
        if step.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/accounts/(settings/security/app|reauthenticate)/"))


def test_a_mail_is_stopped_by_a_button_without_signing_in(page, student, check_axe):
    token = services.unsubscribe_token(user=student, kind=kinds.NEW_DEVICE, channel=Channel.MAIL)
    page.goto(reverse("unsubscribe", args=[token]))
    check_axe(page)
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="No more of these mails")).to_be_visible()
    student.refresh_from_db()
    assert student.muted == ["account.new_device:mail"]
