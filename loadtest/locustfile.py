"""Pages and API under many users: `locust -f loadtest/locustfile.py --host http://127.0.0.1:8000`.

Sockets are not played here: `python -m loadtest` does that. Each user registers an account of its own, so the server must
allow registration by that many from one address (REGISTER_AN_HOUR below); teachers' verbs need no role in the library.
"""

import secrets
from typing import Any

from locust import HttpUser, between, task

PASSWORD = secrets.token_urlsafe(16)
QUIZ = {
    "title": "Boiling and freezing",
    "description": "Made by a load test.",
    "visibility": "private",
    "language": "en",
    "questions": [
        {
            "kind": "single",
            "prompt": "At what temperature does water boil at sea level?",
            "seconds": 20,
            "points": 1000,
            "options": [{"text": "100 °C", "correct": True}, {"text": "90 °C", "correct": False}],
        },
        {"kind": "numeric", "prompt": "Freezing point of water, °C?", "settings": {"value": 0, "tolerance": 0.5}},
    ],
}


class Visitor(HttpUser):
    """Somebody who has not signed in: the landing page, the way to a game, a PIN that is of no game."""

    weight = 1
    wait_time = between(0.5, 2)

    @task(4)
    def landing(self) -> None:
        self.client.get("/")

    @task(2)
    def join_page(self) -> None:
        self.client.get("/play/")

    @task(1)
    def health(self) -> None:
        self.client.get("/health/live/")


class Author(HttpUser):
    """Somebody with an account: the library's pages by cookie, quizzes and games by API."""

    weight = 3
    wait_time = between(0.5, 2)
    quizzes: list[str]
    games: list[str]

    def on_start(self) -> None:
        """Register by API, sign in by the page as a browser does."""
        self.quizzes, self.games = [], []
        name = f"load{secrets.token_hex(6)}"
        body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
        self.client.post("/api/v1/auth/register/", json=body)
        signed_in = self.client.post("/api/v1/auth/login/", json={"login": name, "password": PASSWORD})
        self.bearer = {"Authorization": f"Bearer {signed_in.json()['access']}"}
        self.client.get("/accounts/login/")
        form = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": self.client.cookies.get("csrftoken", "")}
        self.client.post("/accounts/login/", data=form, headers={"Referer": f"{self.host}/accounts/login/"})

    @task(5)
    def library(self) -> None:
        self.client.get("/quizzes/")

    @task(2)
    def games_page(self) -> None:
        self.client.get("/games/")

    @task(4)
    def list_quizzes(self) -> None:
        self._api("GET", "/api/v1/quizzes/?search=boil", name="/api/v1/quizzes/?search=")

    @task(3)
    def make_quiz(self) -> None:
        made = self._api("POST", "/api/v1/quizzes/", json=QUIZ)
        if made.status_code == 201:
            self.quizzes.append(made.json()["id"])

    @task(3)
    def read_quiz(self) -> None:
        if self.quizzes:
            self._api("GET", f"/api/v1/quizzes/{self.quizzes[-1]}/", name="/api/v1/quizzes/{id}/")

    @task(2)
    def edit_quiz(self) -> None:
        if self.quizzes:
            path = f"/api/v1/quizzes/{self.quizzes[-1]}/"
            self._api("PATCH", path, json={"title": f"Boiling {secrets.token_hex(3)}"}, name="/api/v1/quizzes/{id}/")

    @task(1)
    def delete_quiz(self) -> None:
        if len(self.quizzes) > 3:
            self._api("DELETE", f"/api/v1/quizzes/{self.quizzes.pop(0)}/", name="/api/v1/quizzes/{id}/")

    @task(1)
    def open_game(self) -> None:
        if not self.quizzes:
            self.make_quiz()
        opened = self._api("POST", "/api/v1/games/", json={"quiz": self.quizzes[-1]})
        if opened.status_code == 201:
            self.games.append(opened.json()["id"])
            self.read_results()

    @task(2)
    def read_results(self) -> None:
        if self.games:
            self.client.get(f"/games/{self.games[-1]}/results/", name="/games/{id}/results/")
            self._api("GET", f"/api/v1/games/{self.games[-1]}/results/", name="/api/v1/games/{id}/results/")

    def _api(self, method: str, path: str, **options: Any) -> Any:
        return self.client.request(method, path, headers=self.bearer, **options)
