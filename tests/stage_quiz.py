"""A quiz of all seven kinds, with content as hard on a screen as people make it. Used by the story and the screenshots."""

import uuid
from typing import Any

LONG_PROMPT = (
    "A class measures the shadow of a one-metre stick every hour from nine in the morning to three in the afternoon, on "
    "the same day, on level ground. The shortest shadow, 58 centimetres, falls a little after noon. A second class, 900 "
    "kilometres straight to the south, does the same and reads 41 centimetres. Which of the statements below follows "
    "from these two measurements alone, with nothing else assumed at all?"
)
LONG_NAME = "Maximilian von und zu Hohenstein-Wittelsbach der Jüngere 60"
NAMES = (
    "Noor,Teodor,Amina,Lucía,Jean-Baptiste,Kwame,Wei,Ásta,Olek,Priya,Zoë,ليلى,Mateo,Ingrid,Dmitri,Fatou,Hana,Yusuf,Bea,Sam R.,"
    "Sam T.,Ximena"
).split(",")


def option(text: str, correct: bool | None = None) -> dict[str, Any]:
    """An option as a draft keeps it."""
    made: dict[str, Any] = {"id": uuid.uuid4().hex[:8], "text": text}
    return made if correct is None else made | {"correct": correct}


def options(right: str, *wrong: str) -> list[dict[str, Any]]:
    """Options of which the one called `right` is."""
    return [option(right, True), *(option(text, False) for text in wrong)]


def seven_kinds() -> list[dict[str, Any]]:
    """One question a kind."""
    return [
        {
            "kind": "single",
            "prompt": "Seen from the north, which phase is this Moon in?",
            "explanation": "The lit side faces right and covers more than half, so the Moon is still growing: waxing. "
            "Gibbous means humped, between half and full.",
            "options": options("Waxing gibbous", "Waxing crescent", "Full moon", "Waning gibbous"),
        },
        {
            "kind": "true_false",
            "prompt": "A day on Venus is longer than its year.",
            "explanation": "It turns once in 243 days and goes round the Sun in 225.",
            "options": options("True", "False"),
        },
        {
            "kind": "multiple",
            "prompt": "Which of these are dwarf planets?",
            "explanation": "Titan, Triton and Io are moons.",
            "options": [
                option("Pluto", True),
                option("Titan", False),
                option("Ceres", True),
                option("Eris", True),
                option("Triton", False),
                option("Io", False),
            ],
        },
        {
            "kind": "numeric",
            "prompt": "How many Earth days does Venus take to turn once?",
            "explanation": "Venus turns so slowly that its day is longer than its year of 225 days.",
            "settings": {"value": 243, "tolerance": 10, "min": 0, "max": 400, "unit": "Earth days"},
        },
        {
            "kind": "text",
            "prompt": "Which planet has the shortest day?",
            "explanation": "Jupiter turns once in under ten hours.",
            "settings": {"accepted": ["Jupiter", "Planet Jupiter"], "typos": 1},
        },
        {
            "kind": "poll",
            "prompt": "Where would you go first?",
            "options": [option(text) for text in ("The Moon", "Mars", "Europa", "Titan", "I’ll stay at home")],
        },
        {"kind": "slide", "prompt": "Look up tonight: Jupiter is the brightest point in the south.", "seconds": 60},
    ]


def long_question() -> dict[str, Any]:
    """400 characters of prompt and long options."""
    return {
        "kind": "single",
        "prompt": LONG_PROMPT,
        "seconds": 60,
        "explanation": "A shorter shadow of the same stick means a higher Sun. The measurements say nothing about clocks, so "
        "nothing follows about time zones or twelve o’clock; and at the equator the noon shadow changes through the year too.",
        "options": options(
            "The Sun stands higher at noon for the second class",
            "The second class lives in another time zone than the first",
            "The Earth is exactly 40,000 kilometres around",
            "At the equator a stick has no shadow at noon on any day",
            "The first class is north of the tropic of Cancer",
            "It was the longest day of the year",
        ),
    }


def make_quiz(owner: Any, questions: list[dict[str, Any]], title: str = "The Moon and the planets") -> Any:
    """A draft of these questions."""
    from quizzes.models import Question, Quiz

    quiz = Quiz.objects.create(owner=owner, title=title, visibility="public")
    for position, question in enumerate(questions):
        Question.objects.create(quiz=quiz, position=position, **question)
    return quiz
