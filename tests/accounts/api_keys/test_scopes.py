"""What a key may do, by area; and that no view is forgotten."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from accounts.api_keys import scopes


@pytest.mark.parametrize(
    ("view", "method", "needed"),
    [
        ("quizzes.library.api.QuizViewSet", "GET", "quizzes:read"),
        ("quizzes.library.api.QuizViewSet", "HEAD", "quizzes:read"),
        ("quizzes.library.api.QuizViewSet", "OPTIONS", "quizzes:read"),
        ("quizzes.library.api.QuizViewSet", "POST", "quizzes:write"),
        ("quizzes.library.api.QuizViewSet", "PATCH", "quizzes:write"),
        ("quizzes.library.api.QuizViewSet", "DELETE", "quizzes:write"),
        ("quizzes.library.api.QuizViewSet", "INVENTED", "quizzes:write"),
        ("quizzes.live.api.GameViewSet", "POST", "games:write"),
        ("quizzes.live.results_api.ResultsView", "GET", "games:read"),
        ("lib.api.UploadView", "POST", "files:write"),
        ("lib.views.FileWithToken", "GET", "files:read"),
        ("accounts.profile.api.MeView", "GET", "account:read"),
        ("accounts.profile.api.MeView", "PATCH", "account:write"),
        ("accounts.profile.api.MeViewOfAnother", "GET", None),
        ("accounts.users.api.UsersViewSet", "GET", None),
        ("accounts.api_keys.api.ApiKeysView", "GET", None),
        ("accounts.sessions.api.SessionsView", "GET", None),
        ("accounts.totp.api.AnyView", "POST", None),
        ("quizzes.libraryx.api.View", "GET", None),
        ("quizzes.api.View", "GET", None),
        ("somewhere.new.api.View", "GET", None),
        ("", "GET", None),
    ],
)
def test_needed_for_view(view, method, needed):
    assert scopes.needed_for_view(view, method) == needed


@pytest.mark.parametrize(
    ("path", "needed"),
    [("/ws/games/123456/", "games:write"), ("/ws/rooms/1/", None), ("/ws/gamesx/", None), ("/", None)],
)
def test_needed_for_socket(path, needed):
    assert scopes.needed_for_socket(path) == needed


def test_with_reading_adds_what_writing_needs_in_one_order():
    assert scopes.with_reading(["games:write", "quizzes:read"]) == ["quizzes:read", "games:read", "games:write"]
    assert scopes.with_reading(["quizzes:read"] * 3) == ["quizzes:read"]
    assert scopes.without_reading(["quizzes:read", "games:read", "games:write"]) == ["quizzes:read", "games:write"]


def test_every_scope_has_words_of_its_own():
    words = [scopes.words_of(scope) for scope in scopes.SCOPES]
    assert len(set(words)) == len(scopes.SCOPES) == 2 * len(scopes.Area)


def api_views(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from api_views(entry)
        elif isinstance(entry, URLPattern) and (view := getattr(entry.callback, "cls", None)) and issubclass(view, APIView):
            yield f"{view.__module__}.{view.__qualname__}"


def test_every_view_of_the_api_stands_in_a_line():
    """A new one that does not is closed to keys; say in AREA_OF whether it should be."""
    views = {view for view in api_views(get_resolver()) if not view.startswith(("drf_spectacular.", "config."))}
    assert [view for view in sorted(views) if scopes.line_of(view) is None] == []


def test_every_line_is_of_a_view_that_exists():
    # The page of a file asks a view of the API when the caller has no session.
    views = {*api_views(get_resolver()), "lib.views.FileWithToken"}
    unused = [line for line in scopes.AREA_OF if not any(view == line or view.startswith(f"{line}.") for view in views)]
    assert unused == []


def test_nothing_about_who_gets_in_is_open_to_keys():
    """Of accounts, keys see profiles alone."""
    opened = {line for line, area in scopes.AREA_OF.items() if line.startswith("accounts") and area is not None}
    assert opened == {"accounts.profile.api.MeView"}
