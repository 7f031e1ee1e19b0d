"""The back office of people: rights change through the services, nobody chooses a password for somebody else."""

import re

import pytest
from allauth.account.models import EmailAddress

from accounts.models import RefreshFamily, SingleUseLink, User
from accounts.tokens.services import issue_pair
from lib.models import OutboxMail
from tests.factories.accounts import make_user
from tests.holders import user_of_access_token

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"


def form_of(user: User, **changes: object) -> dict[str, object]:
    fields = ("username", "full_name", "email", "national_id", "phone", "role", "language", "time_zone", "theme")
    body = {name: getattr(user, name) or "" for name in fields}
    body |= {"is_active": "on"} if user.is_active else {}
    body |= {"is_superuser": "on"} if user.is_superuser else {}
    return {key: value for key, value in {**body, **changes}.items() if value is not None}


def test_changing_the_role_ends_what_the_old_one_opened(signed_in, admin, student):
    pair = issue_pair(user=student)
    answer = signed_in(admin).post(f"{LIST}{student.pk}/change/", form_of(student, role="teacher", full_name="New Name"))
    student.refresh_from_db()
    assert answer.status_code == 302
    assert (student.role, student.full_name, student.standing) == ("teacher", "New Name", 1)
    assert user_of_access_token(pair.access) is None


def test_changing_a_name_ends_nothing(signed_in, admin, student):
    pair = issue_pair(user=student)
    signed_in(admin).post(f"{LIST}{student.pk}/change/", form_of(student, full_name="New Name"))
    assert user_of_access_token(pair.access).full_name == "New Name"


def test_closing_an_account_ends_its_sign_ins(signed_in, admin, student):
    pair = issue_pair(user=student)
    signed_in(admin).post(f"{LIST}{student.pk}/change/", form_of(student, is_active=None))
    student.refresh_from_db()
    assert student.is_active is False
    assert user_of_access_token(pair.access) is None


def test_the_last_administrator_cannot_lock_the_house(signed_in, admin):
    answer = signed_in(admin).post(f"{LIST}{admin.pk}/change/", form_of(admin, role="student"), follow=True)
    admin.refresh_from_db()
    assert admin.role == "admin"
    assert "last administrator" in answer.content.decode()


def test_a_new_person_has_no_password(signed_in, admin):
    body = {"username": "new", "email": "", "national_id": "", "full_name": "", "role": "admin"}
    signed_in(admin).post(f"{LIST}add/", body)
    user = User.objects.get(username="new")
    assert (user.has_usable_password(), user.is_staff, user.email, user.national_id) == (False, True, None, None)


def test_a_new_person_gets_a_way_in_that_is_shown_once(signed_in, admin):
    client = signed_in(admin)
    body = {"username": "new", "email": "new@school.example", "national_id": "", "full_name": "New One", "role": "teacher"}
    page = client.post(f"{LIST}add/", {**body, "password": "chosen by me", "is_superuser": "on"}, follow=True).content.decode()
    user = User.objects.get(username="new")
    path = re.search(r"http://testserver(/accounts/welcome/[\w-]+/)", page)[1]
    assert (user.role, user.is_superuser, user.has_usable_password()) == ("teacher", False, False)
    assert path not in client.get(LIST).content.decode()
    assert OutboxMail.objects.get().to == "new@school.example"
    client.logout()
    client.get(path)
    client.post("/accounts/welcome/", {"password1": "a good long one"})
    user.refresh_from_db()
    assert user.check_password("a good long one")


def test_a_way_in_for_somebody_who_lost_it(signed_in, admin, student):
    body = {"action": "make_ways_in", "_selected_action": [student.pk]}
    page = signed_in(admin).post(LIST, body, follow=True).content.decode()
    assert "/accounts/welcome/" in page
    assert SingleUseLink.objects.get().user == student


def test_nobody_chooses_a_password_for_somebody_else(signed_in, admin, student):
    """In the education original the administrator did, and knew it ever after."""
    before = student.password
    client = signed_in(admin)
    assert client.get(f"{LIST}{student.pk}/password/").status_code != 200
    client.post(f"{LIST}{student.pk}/change/", form_of(student, password="chosen by me", password1="chosen by me"))
    student.refresh_from_db()
    assert student.password == before


def test_a_new_email_proves_nothing_and_the_old_one_is_told(signed_in, admin, student):
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    signed_in(admin).post(f"{LIST}{student.pk}/change/", form_of(student, email="New@school.example"))
    student.refresh_from_db()
    assert student.email == "new@school.example"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@school.example", False)]
    assert "new@school.example" in OutboxMail.objects.get(to="student@school.example").text


@pytest.mark.parametrize("change", [{"username": "TAKEN"}, {"username": "tаken"}, {"email": "taken@school.example"}])
def test_a_change_into_a_twin_is_refused_in_the_form(signed_in, admin, student, change):
    make_user("taken")
    answer = signed_in(admin).post(f"{LIST}{student.pk}/change/", form_of(student, **change))
    assert answer.status_code == 200
    student.refresh_from_db()
    assert (student.username, student.email) == ("student", "student@school.example")


def test_an_email_of_another_case_is_taken(signed_in, admin):
    make_user("noor")
    body = {"username": "new", "email": "NOOR@school.example", "national_id": "", "full_name": "", "role": "student"}
    answer = signed_in(admin).post(f"{LIST}add/", body)
    assert answer.status_code == 200
    assert not User.objects.filter(username="new").exists()


@pytest.mark.parametrize("action", ["make_student", "make_teacher", "close_accounts", "open_accounts"])
def test_actions_go_through_the_services(signed_in, admin, student, teacher, action):
    body = {"action": action, "_selected_action": [student.pk, teacher.pk, admin.pk]}
    answer = signed_in(admin).post(LIST, body, follow=True)
    assert answer.status_code == 200
    expected = {
        "make_student": {"student": ("student", True), "teacher": ("student", True)},
        "make_teacher": {"student": ("teacher", True), "teacher": ("teacher", True)},
        "close_accounts": {"student": ("student", False), "teacher": ("teacher", False)},
        "open_accounts": {"student": ("student", True), "teacher": ("teacher", True)},
    }[action]
    found = {user.username: (user.role, user.is_active) for user in User.objects.all()}
    assert found == {**expected, "admin": ("admin", True)}


@pytest.mark.parametrize("query", ["?q=noor", "?role__exact=student", "?is_active__exact=1"])
def test_the_list_finds_people(signed_in, admin, query):
    make_user("noor", full_name="Noor Haddad")
    answer = signed_in(admin).get(LIST + query)
    assert "Noor Haddad" in answer.content.decode()


def test_people_are_not_deleted_here(signed_in, admin, student):
    assert signed_in(admin).post(f"{LIST}{student.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=student.pk).exists()


def test_sign_ins_can_be_ended_and_not_made(signed_in, admin, student):
    pair = issue_pair(user=student)
    client = signed_in(admin)
    assert client.get("/admin/accounts/refreshfamily/add/").status_code == 403
    body = {"action": "end_selected", "_selected_action": [str(RefreshFamily.objects.get().pk)]}
    client.post("/admin/accounts/refreshfamily/", body)
    assert user_of_access_token(pair.access) is None
