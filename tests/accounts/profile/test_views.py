"""The pages of one's own settings."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.audit.kinds import Kind
from accounts.audit.services import record_event
from accounts.models import User
from tests.accounts.profile.test_api import RIGHTS
from tests.factories.accounts import make_user
from tests.factories.passkeys import give_passkey
from tests.pictures import upload_of

pytestmark = pytest.mark.django_db

PROFILE, SECURITY, PICTURE = (f"/accounts/settings/{page}" for page in ("", "security/", "picture/"))
BODY = {"full_name": "Stu D.", "phone": "1", "language": "en", "time_zone": "Asia/Almaty", "theme": "dark"}


def text_of(answer):
    return answer.content.decode()


def test_the_profile_is_saved(signed_in, student):
    answer = signed_in(student).post(PROFILE, BODY, follow=True)
    student.refresh_from_db()
    assert {name: getattr(student, name) for name in BODY} == BODY
    assert answer.redirect_chain == [(PROFILE, 302)]
    assert "Saved." in text_of(answer)


def test_the_theme_is_kept_in_the_browser_for_the_time_before_signing_in(signed_in, student):
    client = signed_in(student)
    client.post(PROFILE, BODY, follow=True)
    assert client.cookies["theme"].value == "dark"
    client.cookies.pop("sessionid")
    assert 'data-theme="dark"' in text_of(client.get("/accounts/login/"))


def test_the_page_tells_the_time_where_the_person_is(signed_in, student):
    User.objects.filter(pk=student.pk).update(time_zone="Asia/Almaty")
    assert 'value="Asia/Almaty"' in text_of(signed_in(student).get(PROFILE))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("time_zone", "Mars/Base", "There is no such time zone."),
        ("language", "xx", "Homeroom does not speak this language."),
        ("theme", "pink", "Select a valid choice."),
        ("full_name", "n" * 151, "Ensure this value has at most 150 characters"),
        ("phone", "a\x00b", "Null characters are not allowed."),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_saved(signed_in, student, name, value, said):
    answer = signed_in(student).post(PROFILE, {**BODY, name: value})
    assert answer.status_code == 200
    student.refresh_from_db()
    assert student.phone == ""
    if name != "theme":
        assert said in text_of(answer)


def test_forms_give_nobody_a_right(signed_in, student):
    client = signed_in(student)
    before = User.objects.filter(pk=student.pk).values().get()
    client.post(PROFILE, {**BODY, **RIGHTS, "avatar": "1", "muted": "account.security:mail"})
    client.post("/accounts/settings/notifications/", {**RIGHTS, "wanted": "account.new_device:mail"})
    client.post(PICTURE, {**RIGHTS, "remove": "yes"})
    after = User.objects.filter(pk=student.pk).values().get()
    assert {**after, "last_seen": None} == {**before, **BODY, "last_seen": None}


def test_a_picture_is_sent_and_taken_away(signed_in, student):
    client = signed_in(student)
    assert "This is your picture now." in text_of(client.post(PICTURE, {"picture": upload_of()}, follow=True))
    student.refresh_from_db()
    page = text_of(client.get(PROFILE))
    assert page.count(f'src="/files/{student.avatar_id}/avatar"') == 2
    image = client.get(f"/files/{student.avatar_id}/avatar")
    assert len(b"".join(image.streaming_content)) == int(image.headers["Content-Length"])
    assert (image.headers["Content-Type"], image.headers["Cache-Control"]) == ("image/png", "private, max-age=86400")
    assert "Your picture is gone." in text_of(client.post(PICTURE, {"remove": "yes"}, follow=True))
    student.refresh_from_db()
    assert student.avatar_id is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "Choose a picture first."),
        ({"picture": upload_of(b"GIF8nothing", name="a.gif")}, "Send a picture"),
        ({"picture": "text"}, "Choose"),
    ],
)
def test_what_is_no_picture_is_said(signed_in, student, body, said):
    assert said in text_of(signed_in(student).post(PICTURE, body, follow=True))


def test_a_long_name_and_one_from_right_to_left_are_only_text(signed_in):
    user = make_user("layla", full_name="<b>ليلى بنت عبد الرحمن</b>")
    page = text_of(signed_in(user).get(PROFILE))
    assert "<b>ليلى" not in page
    assert 'dir="auto">&lt;b&gt;ليلى' in page


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Lena Hofmann", "LH"), ("Lena", "LE"), ("ليلى حسن", "لح"), ("  ", "NO"), ("a b c", "AC"), ("", "NO")],
)
def test_initials_are_of_the_first_and_the_last_name(name, initials):
    assert User(pk=1, username="noor", full_name=name.strip()).initials == initials


# Security ---------------------------------------------------------------------------------------------------------


def test_an_account_without_a_second_factor_is_told_the_one_next_step(signed_in, student):
    page = text_of(signed_in(student).get(SECURITY))
    assert "Whoever learns your password is in." in page
    assert page.count("button-primary") == 1


def test_a_passkey_is_not_said_to_lock_the_password_s_door(signed_in, student):
    client = signed_in(student)
    give_passkey(student)
    page = text_of(client.get(SECURITY))
    assert "Your password alone still opens the account, passkey or not." in page
    assert "There is nothing to do." not in page


def test_who_has_no_password_is_not_told_about_its_door(signed_in, student):
    client = signed_in(student)
    give_passkey(student)
    EmailAddress.objects.create(user=student, email=student.email, verified=True, primary=True)
    User.objects.filter(pk=student.pk).update(password="!")
    page = text_of(client.get(SECURITY))
    assert "Code after the password" not in page


def test_the_page_shows_every_area(signed_in, student):
    page = text_of(signed_in(student).get(SECURITY))
    headings = [
        "At a glance",
        "Password and e-mail",
        "Code after the password",
        "Passkeys",
        "Where you are signed in",
        "API keys",
        "Recent events",
    ]
    assert [heading for heading in headings if heading not in page] == []


def test_an_email_that_is_confirmed_is_said_to_be(signed_in, student):
    EmailAddress.objects.create(user=student, email=student.email, verified=True, primary=True)
    assert "not confirmed" not in text_of(signed_in(student).get(SECURITY))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_happened(signed_in, student, count, django_assert_num_queries):
    client = signed_in(student)
    client.get(SECURITY)
    for number in range(count):
        signed_in(student)
        record_event(Kind.KEY_MADE, user_id=student.pk, name=f"Key {number}")
    with django_assert_num_queries(15):
        client.get(SECURITY)


@pytest.mark.parametrize("page", ["settings-profile", "settings-security", "settings-notifications", "settings-data"])
def test_every_page_marks_its_own_tab_alone(signed_in, student, page):
    tabs = text_of(signed_in(student).get(reverse(page))).split('class="tabs"')[1].split("</nav>")[0]
    assert tabs.count("aria-current") == 1
    assert f'href="{reverse(page)}" aria-current="page"' in tabs


def test_the_menu_leads_to_the_settings(signed_in, student):
    assert f'href="{PROFILE}"' in text_of(signed_in(student).get("/quizzes/"))
