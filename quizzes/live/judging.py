"""What an answer to an open question is worth, at the moment it came."""

from typing import Any

from lib.errors import WrongState
from lib.sockets import BadMessage
from quizzes.library.question_types import type_of
from quizzes.library.question_types.kinds import BadAnswer
from quizzes.live import scoring
from quizzes.live.engine import State
from quizzes.live.frames import About
from quizzes.live.intake import AnswerRequest
from quizzes.live.statements import NewAnswer


def judge(about: About, state: State, player_id: int, index: int, value: Any, received_at: int) -> AnswerRequest:
    """The answer, judged by the state this process knows. BadMessage for the wrong shape, WrongState on a slide.

    Storing it fails when the question is by then no longer open as `state` says.
    """
    question = about.content.questions[index]
    kind = type_of(question.kind)
    if not kind.answered:
        raise WrongState("This is a slide: there is nothing to answer.")
    try:
        parsed = kind.parse(question, value)
    except BadAnswer as error:
        raise BadMessage(str(error)) from None
    judgement = kind.judge(question, parsed)
    opens_at = state.opens_at or 0
    elapsed = max(0, received_at - opens_at)
    points = scoring.points_for(
        share=judgement.share,
        points=question.points,
        elapsed=elapsed / 1000,
        limit=about.content.plan.slots[index].milliseconds / 1000,
        speed=about.mode == "classic",
    )
    row = NewAnswer(
        game_id=about.id,
        player_id=player_id,
        index=index,
        answer=parsed,
        correct=judgement.correct,
        points=points,
        milliseconds=elapsed,
    )
    return AnswerRequest(row, opens_at)
