"""From rows to frames. What a host gets and what a player gets come from different functions, so no flag can mix them up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from quizzes.library.question_types import type_of
from quizzes.live import content, protocol
from quizzes.live.engine import Phase, State
from quizzes.live.intake import Admission
from quizzes.live.queries import Content, Given, Outcome, Place

PODIUM = 3
LEADERBOARD = 10
NULL = msgspec.Raw(b"null")


def raw(value: Any) -> msgspec.Raw:
    """A value encoded once, to be put into many frames."""
    return msgspec.Raw(msgspec.json.encode(value))


@dataclass(frozen=True, slots=True)
class About:
    """What never changes about a game."""

    id: str
    pin: str
    mode: str
    settings: Mapping[str, Any]
    join_url: str
    content: Content


class Ranking:
    """An outcome, ready to be told: each player's place and who is just ahead."""

    def __init__(self, outcome: Outcome) -> None:
        self.places = outcome.places
        self.answers = outcome.answers
        self._place: dict[int, Place] = {}
        self._ahead: dict[int, Place | None] = {}
        above: Place | None = None
        last: Place | None = None
        for place in outcome.places:
            if last is not None and last.score > place.score:
                above = last
            self._place[place.player_id] = place
            self._ahead[place.player_id] = above
            last = place

    def place_of(self, player_id: int) -> Place | None:
        """The player's place; None for somebody who joined after it was drawn up."""
        return self._place.get(player_id)

    def ahead_of(self, player_id: int) -> protocol.Ahead | None:
        """Who has just more points."""
        above = self._ahead.get(player_id)
        return protocol.Ahead(above.nickname, above.score) if above else None

    def rows(self, many: int) -> list[protocol.Row]:
        """The first `many`."""
        return [protocol.Row(p.uid, p.nickname, p.score, p.rank, p.was_rank) for p in self.places[:many]]


NO_RANKING = Ranking(Outcome([], {}))


def question(about: About, state: State, now: int) -> protocol.Question:
    """The frame that opens the running question."""
    shown = raw(content.public_view(about.content.questions[state.index]))
    return protocol.Question(
        index=state.index,
        total=len(about.content.questions),
        question=shown,
        opens_at=state.opens_at or 0,
        closes_at=state.closes_at or 0,
        server_time=now,
    )


@dataclass(frozen=True, slots=True)
class Key:
    """What the reveal says to everyone, encoded once."""

    correct: msgspec.Raw
    distribution: msgspec.Raw
    explanation: str


def key_of(about: About, state: State, ranking: Ranking) -> Key:
    """The right answer and how everybody answered. Only for a question that is closed."""
    shown = about.content.questions[state.index]
    kind = type_of(shown.kind)
    given = [one.answer for one in ranking.answers.values()]
    return Key(raw(kind.key(shown)), raw(kind.distribution(shown, given)), shown.explanation)


def host_reveal(state: State, key: Key, ranking: Ranking) -> protocol.HostReveal:
    """The host's reveal."""
    given = ranking.answers.values()
    return protocol.HostReveal(
        question=state.index,
        correct=key.correct,
        distribution=key.distribution,
        explanation=key.explanation,
        answered=len(given),
        right=sum(one.correct is True for one in given),
        leaderboard=ranking.rows(LEADERBOARD),
    )


def player_reveal(state: State, key: Key, ranking: Ranking, player_id: int) -> protocol.PlayerReveal:
    """One player's reveal: the own answer, points and place, and nobody else's but the name just ahead."""
    return protocol.PlayerReveal(state.index, key.correct, key.distribution, key.explanation, _you(ranking, player_id))


def host_finished(ranking: Ranking) -> protocol.HostFinished:
    """The host's podium."""
    return protocol.HostFinished(ranking.rows(PODIUM), ranking.rows(LEADERBOARD), len(ranking.places))


def player_finished(ranking: Ranking, player_id: int) -> protocol.PlayerFinished:
    """The podium, and one player's own end."""
    place = ranking.place_of(player_id)
    you = protocol.FinalYou(0, 0, 0, 0, 0, None)
    if place is not None:
        you = protocol.FinalYou(
            place.score, place.rank, place.streak, place.best_streak, place.right, ranking.ahead_of(player_id)
        )
    return protocol.PlayerFinished(ranking.rows(PODIUM), you, len(ranking.places))


def player_state(
    about: About, state: State, ranking: Ranking, key: Key | None, admission: Admission, now: int, *, answered: bool
) -> protocol.PlayerState:
    """All a player's screen needs. `answered`: this process knows the answer to be stored."""
    place = ranking.place_of(admission.player_id)
    fresh = admission.index == state.index
    return protocol.PlayerState(
        **_common(about, state, now),
        answered=answered or (fresh and admission.answered),
        answer=admission.answer if fresh else None,
        score=place.score if place else admission.score,
        rank=place.rank if place else admission.rank,
        streak=place.streak if place else admission.streak,
        reveal=player_reveal(state, key, ranking, admission.player_id) if key and state.phase is Phase.REVEAL else None,
        finished=player_finished(ranking, admission.player_id) if state.phase is Phase.FINISHED else None,
    )


def host_state(
    about: About, state: State, ranking: Ranking, key: Key | None, players: list[protocol.PlayerRef], answered: int, now: int
) -> protocol.HostState:
    """All a host's screen needs."""
    return protocol.HostState(
        **_common(about, state, now),
        id=about.id,
        join_url=about.join_url,
        players=players,
        answered=answered,
        settings=dict(about.settings),
        reveal=host_reveal(state, key, ranking) if key and state.phase is Phase.REVEAL else None,
        finished=host_finished(ranking) if state.phase is Phase.FINISHED else None,
    )


def time_left(state: State) -> int | None:
    """Milliseconds a paused question will still be open; None when none is paused."""
    if state.phase is not Phase.QUESTION or state.paused_at is None or state.closes_at is None:
        return None
    return max(0, state.closes_at - state.paused_at)


def _common(about: About, state: State, now: int) -> dict[str, Any]:
    shown = state.phase in {Phase.QUESTION, Phase.REVEAL}
    return {
        "phase": state.phase.value,
        "pin": about.pin,
        "title": about.content.title,
        "mode": about.mode,
        "total": len(about.content.questions),
        "index": state.index,
        "locked": state.locked,
        "paused": state.paused_at is not None,
        "left": time_left(state),
        "opens_at": state.opens_at if shown else None,
        "closes_at": state.closes_at if shown else None,
        "server_time": now,
        "question": raw(content.public_view(about.content.questions[state.index])) if shown else None,
    }


def _you(ranking: Ranking, player_id: int) -> protocol.You:
    place = ranking.place_of(player_id)
    given = ranking.answers.get(player_id, Given(None, None, 0, 0))
    if place is None:
        return protocol.You(given.answer, given.correct, given.points, given.streak_bonus, 0, 0, 0, 0, None)
    return protocol.You(
        answer=given.answer,
        correct=given.correct,
        points=given.points,
        streak_bonus=given.streak_bonus,
        score=place.score,
        rank=place.rank,
        was_rank=place.was_rank,
        streak=place.streak,
        ahead=ranking.ahead_of(player_id),
    )
