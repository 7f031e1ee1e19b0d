"""`manage.py seed_demo`: people and quizzes to try Homeroom with. Does nothing to what is there already."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.users.models import User
from accounts.users.roles import Role
from accounts.users.services import create_user
from quizzes.library.services import create_quiz
from quizzes.models import Quiz

CONTENT = Path(__file__).resolve().parents[2] / "demo"
LOGINS = "demo-logins.txt"
PEOPLE = (
    ("teacher", "Noor Haddad", Role.TEACHER),
    ("admin", "Iris Lund", Role.ADMIN),
    ("ada", "Ada Weber", Role.STUDENT),
    ("ben", "Ben Okafor", Role.STUDENT),
    ("chen", "Chen Li", Role.STUDENT),
    ("dina", "Dina Rossi", Role.STUDENT),
    ("emil", "Emil Novák", Role.STUDENT),
    ("fatima", "Fatima Zahra", Role.STUDENT),
    ("goran", "Goran Ilić", Role.STUDENT),
    ("hana", "Hana Sato", Role.STUDENT),
)
BACK_OFFICE = "; the back office, /admin/, first leads to the setup of an authenticator app, which takes a minute"
# Without what looks alike on a projector: 0 o 1 l i.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    help = "Make the demo's people and quizzes, with passwords of this installation in DATA_DIR/demo-logins.txt."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            made = {name: password for name, full_name, role in PEOPLE if (password := self._make(name, full_name, role))}
            if not made:
                return
            if "teacher" in made:
                self._make_quizzes(User.objects.get(username="teacher"))
            _keep_logins(made)
        if options["verbosity"]:
            self.stdout.write(f"Made {len(made)} people; their passwords are in {settings.DATA_DIR / LOGINS}")

    @staticmethod
    def _make(username: str, full_name: str, role: Role) -> str:
        """The new person's password; empty when the name is taken already."""
        if User.objects.filter(username__iexact=username).exists():
            return ""
        password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
        create_user(username=username, password=password, full_name=full_name, role=role, is_superuser=role == Role.ADMIN)
        return password

    @staticmethod
    def _make_quizzes(teacher: User) -> None:
        for file in sorted(CONTENT.glob("*.json")):
            content = json.loads(file.read_text(encoding="utf-8"))
            sources = "\n".join(_source(source) for source in content["sources"])
            create_quiz(
                owner=teacher,
                title=content["title"],
                description=f"{content['description']}\n\nSources:\n{sources}",
                visibility=Quiz.Visibility.PUBLIC,
                language=content["language"],
                tags=content["tags"],
                questions=content["questions"],
            )


def _source(source: dict[str, Any]) -> str:
    return ", ".join(str(source[key]) for key in ("author", "title", "publisher", "year", "url") if source.get(key))


def _note(role: Role) -> str:
    """What somebody with this log-in should know before."""
    return BACK_OFFICE if role == Role.ADMIN and settings.REQUIRE_STAFF_2FA != "off" else ""


def _keep_logins(made: dict[str, str]) -> None:
    """Write the log-ins where only the owner of the installation reads them; what stood there of others stays."""
    path = settings.DATA_DIR / LOGINS
    kept = [line for line in path.read_text().splitlines() if line.split()[0] not in made] if path.exists() else []
    roles = {name: role for name, _, role in PEOPLE}
    lines = [f"{name:<10}{password}   {roles[name]}{_note(roles[name])}" for name, password in made.items()]
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join([*kept, *lines]) + "\n")
