"""Whether a user may be stored as it stands, and whether a password is good enough: every problem, by field and code."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.users.models import User
from lib.errors import InvalidFields, Problem

PASSWORD_MAX = 1000


def check_user(user: User, *, password: str | None = None) -> None:
    """InvalidFields when a field breaks a rule, belongs to somebody else already, or the password is too weak."""
    problems = [*_field_problems(user), *_taken(user)]
    if password is not None:
        problems += password_problems(password, user)
    if problems:
        raise InvalidFields(problems)


def password_problems(password: str, user: User) -> list[Problem]:
    """What is wrong with this password for this person."""
    if len(password) > PASSWORD_MAX:
        return [Problem("max_length", _("At most %d characters.") % PASSWORD_MAX, "password")]
    try:
        validate_password(password, user)
    except ValidationError as error:
        return _problems_of(error, "password")
    return []


def _field_problems(user: User) -> list[Problem]:
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        return [problem for field, errors in error.error_dict.items() for problem in _problems_of(errors, field)]
    return []


def _taken(user: User) -> list[Problem]:
    """Uniqueness by the database's own idea of case, as its indexes have it."""
    others = User.objects.exclude(pk=user.pk)
    problems = []
    if others.alias(_folded=Lower("username")).filter(_folded=Lower(Value(user.username))).exists():
        problems.append(Problem("unique", _("This username is taken."), "username"))
    if user.email and others.alias(_folded=Lower("email")).filter(_folded=Lower(Value(user.email))).exists():
        problems.append(Problem("unique", _("This e-mail belongs to an account. Sign in instead?"), "email"))
    if not problems and user.username_look and others.filter(username_look=user.username_look).exists():
        problems.append(Problem("look_alike", _("This username looks like one that is taken. Choose another."), "username"))
    has_twin = user.email_look is not None and others.filter(email_look=user.email_look).exists()
    if has_twin and not any(one.attr == "email" for one in problems):
        problems.append(Problem("look_alike", _("This e-mail looks like one that belongs to an account."), "email"))
    if user.national_id and others.filter(national_id=user.national_id).exists():
        problems.append(Problem("unique", _("This national id belongs to an account."), "national_id"))
    return problems


def _problems_of(error: ValidationError | list[ValidationError], field: str) -> list[Problem]:
    errors = error.error_list if isinstance(error, ValidationError) else error
    return [Problem(one.code or "invalid", " ".join(one.messages), field) for one in errors]
