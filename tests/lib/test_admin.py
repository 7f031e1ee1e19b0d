"""The back office of quizzes, games and the machinery: every page opens, and nothing the system writes is edited by hand."""

import datetime
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lib import jobs
from lib.models import Heartbeat, Job, JobTally, OutboxMail, RateCount, ServerProcess, StoredFile
from quizzes.library import services
from quizzes.models import Answer, Game, Player, Question, Quiz, QuizVersion, Seat
from tests.factories.quizzes import make_game, make_quiz

pytestmark = pytest.mark.django_db

numbers = itertools.count()
READ_ONLY = [
    QuizVersion,
    Game,
    Player,
    Answer,
    Seat,
    Job,
    OutboxMail,
    ServerProcess,
    StoredFile,
    RateCount,
    Heartbeat,
    JobTally,
]


def fill(owner, count: int) -> None:
    """`count` rows of every model."""
    for number in itertools.islice(numbers, count):
        quiz = make_quiz(owner, title=f"Quiz {number}")
        game = make_game(owner, quiz=quiz, pin=f"{number:06}")
        player = Player.objects.create(
            game=game, uid=f"p{number}", number=1, nickname=f"N{number}", nickname_key=f"n{number}", user=owner
        )
        Answer.objects.create(game=game, player=player, question_index=0, answer="a", correct=True, milliseconds=1)
        Seat.objects.create(player=player, process="x")
        Job.objects.create(name="quizzes.command_game")
        OutboxMail.objects.create(key=f"k{number}", to="a@b.example", subject="S", text="T", message_id=f"m{number}")
        ServerProcess.objects.create(id=f"s{number}", host="h", pid=1)
        StoredFile.objects.create(
            owner=owner, use="quiz-media", name="n.png", path=f"f{number}", content_type="image/png", size=1
        )
        RateCount.objects.create(scope="login", key="k", window=number, expires_at=timezone.now())
        Heartbeat.objects.create(name=f"h{number}", at=timezone.now())
        JobTally.objects.create(name=f"j{number}", outcome="done", count=2, seconds=3)


def address(model: type, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", [Quiz, Question, *READ_ONLY], ids=lambda model: model.__name__)
def test_every_page_opens_and_lists_cost_the_same_however_long(model, admin, signed_in):
    client = signed_in(admin)
    queries = []
    for count in (1, 2):
        fill(admin, count)
        client.get(address(model, "changelist"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(model, "changelist"), {"q": "a"}).status_code == 200
            assert client.get(address(model, "changelist")).status_code == 200
        queries.append(len(captured))
    assert queries[0] == queries[1]
    assert client.get(address(model, "change", model.objects.first().pk)).status_code == 200


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
def test_what_the_system_writes_is_not_edited(model, admin, signed_in):
    fill(admin, 1)
    client, row = signed_in(admin), model.objects.first()
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "change", row.pk), {}).status_code == 403


def test_a_quiz_is_mended_and_found_by_its_new_words(admin, signed_in):
    quiz = make_quiz(admin, title="Old")
    client = signed_in(admin)
    page = client.get(address(Quiz, "change", quiz.pk))
    form = {name: "" if value is None else value for name, value in page.context["adminform"].form.initial.items()}
    formsets = [one.formset for one in page.context["inline_admin_formsets"]]
    for formset in formsets:
        form |= {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
        for index, one in enumerate(formset.initial_forms):
            form |= {f"{formset.prefix}-{index}-{name}": one.initial.get(name) for name in one.fields if name != "quiz"}
            form |= {f"{formset.prefix}-{index}-id": one.instance.pk, f"{formset.prefix}-{index}-quiz": quiz.pk}
    form = {name: "" if value is None else value for name, value in form.items()}
    form |= {"title": "Angles", "tags": '["Maths"]', "questions-0-prompt": "How many degrees?"}
    response = client.post(address(Quiz, "change", quiz.pk), form)
    assert response.status_code == 302, response.context["errors"]
    quiz.refresh_from_db()
    assert (quiz.title, quiz.revision, quiz.questions.get().prompt) == ("Angles", 1, "How many degrees?")
    assert quiz.questions.get().options[0]["correct"] is True
    assert list(Quiz.objects.search("angles degrees").tagged("maths")) == [quiz]


def test_a_question_is_mended_and_an_open_editor_learns_of_it(admin, signed_in):
    quiz = services.create_quiz(owner=admin, title="T", questions=[{"kind": "slide", "prompt": "Old"}]).quiz
    question = quiz.questions.get()
    words = {"prompt": "New", "media_alt": "", "seconds": 20, "points": 0, "explanation": ""}
    assert signed_in(admin).post(address(Question, "change", question.pk), words).status_code == 302
    quiz.refresh_from_db()
    assert (quiz.revision, quiz.questions.get().prompt, Quiz.objects.search("new").count()) == (2, "New", 1)


def test_dead_jobs_run_again_and_others_are_left_alone(admin, signed_in, django_capture_on_commit_callbacks, monkeypatch):
    woken = []
    monkeypatch.setattr(jobs, "wake", woken.append)
    past = timezone.now() - datetime.timedelta(days=1)
    dead = Job.objects.create(name="a", state=Job.State.DEAD, attempts=6, due_at=past, sent_at=past, finished_at=past)
    done = Job.objects.create(name="b", state=Job.State.DONE, attempts=1)
    data = {"action": "run_again", "_selected_action": [str(dead.pk), str(done.pk)]}
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(admin).post(address(Job, "changelist"), data).status_code == 302
    dead.refresh_from_db()
    done.refresh_from_db()
    assert (dead.state, dead.attempts, dead.sent_at, dead.finished_at, done.state) == ("queued", 0, None, None, "done")
    assert dead.due_at > past
    assert woken == [dead.pk]


def test_files_are_found_by_use_and_owner_and_whether_anything_shows_them(admin, teacher, signed_in):
    def stored(owner, name: str, size: int):
        return StoredFile.objects.create(owner=owner, use="quiz-media", name=name, path=name, content_type="x", size=size)

    shown = stored(admin, "shown", 5_000_000)
    stored(admin, "free", 1_000)
    stored(teacher, "hers", 2_000_000)
    make_quiz(admin, cover=shown)
    client = signed_in(admin)

    def found(**query) -> set[str]:
        return {one.name for one in client.get(address(StoredFile, "changelist"), query).context["cl"].result_list}

    assert found() == {"shown", "free", "hers"}
    assert found(used="yes") == {"shown"}
    assert found(used="no") == {"free", "hers"}
    assert found(owner__id__exact=teacher.pk) == {"hers"}
    assert found(use="avatar") == set()
    page = client.get(address(StoredFile, "changelist"))
    assert [(row["owner__username"], row["files"], row["bytes"]) for row in page.context["owners"]] == [
        ("admin", 2, 5_001_000),
        ("teacher", 1, 2_000_000),
    ]
    assert "quizzes.quiz" in client.get(address(StoredFile, "change", shown.pk)).content.decode()


def test_deleting_a_file_here_deletes_its_bytes(admin, signed_in, django_capture_on_commit_callbacks, monkeypatch):
    gone = []
    monkeypatch.setattr("lib.uploads.default_storage.delete", gone.append)
    fill(admin, 2)
    one, other = StoredFile.objects.order_by("path")
    client = signed_in(admin)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(StoredFile, "delete", one.pk), {"post": "yes"})
        client.post(
            address(StoredFile, "changelist"), {"action": "delete_selected", "_selected_action": [str(other.pk)], "post": "yes"}
        )
    assert gone == [one.path, other.path]
    assert not StoredFile.objects.exists()
