"""What answers are worth, streaks and ranks. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

STREAK_STEP = 100
STREAK_MOST = 5


def points_for(*, share: float, points: int, elapsed: float, limit: float, speed: bool) -> int:
    """Points of an answer given `elapsed` seconds after the opening, of `limit`.

    `round(points × (1 − elapsed/limit/2))` as in the contract, so at least half for a right answer; times `share` for
    partial credit. Without `speed` the time counts for nothing. Never negative.
    """
    if share <= 0 or points <= 0:
        return 0
    if not speed or limit <= 0:
        return round(points * share)
    part = min(max(elapsed / limit, 0.0), 1.0)
    return round(points * (1 - part / 2) * share)


def streak_bonus(streak: int) -> int:
    """`100 × min(streak − 1, 5)` for the answer that made the streak this long."""
    return STREAK_STEP * min(max(streak - 1, 0), STREAK_MOST)


@dataclass(frozen=True, slots=True)
class Standing:
    """A player's place before or after a question. `rank` 0: not ranked yet."""

    player: int
    score: int = 0
    rank: int = 0
    was_rank: int = 0
    streak: int = 0
    best_streak: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Scored:
    """A player's answer to the question that is being closed."""

    correct: bool | None
    points: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a closed question did: everybody's new standing, and the streak bonus of those who got one."""

    standings: list[Standing]
    bonuses: dict[int, int]


def settle(
    standings: Sequence[Standing], answers: Mapping[int, Scored], *, scored: bool, streaks: bool, worth: bool = True
) -> Settlement:
    """Count a closed question's answers into the standings. A question that is not scored changes nothing.

    No answer ends a streak like a wrong one does. `worth` is false for a question of 0 points: it keeps the streak
    going but earns no bonus.
    """
    if not scored:
        return Settlement([_moved(one, one.rank) for one in standings], {})
    bonuses: dict[int, int] = {}
    counted = []
    for one in standings:
        answer = answers.get(one.player)
        right = answer is not None and answer.correct is True
        streak = one.streak + 1 if right else 0
        bonus = streak_bonus(streak) if streaks and worth else 0
        if bonus:
            bonuses[one.player] = bonus
        counted.append(
            Standing(
                player=one.player,
                score=one.score + (answer.points if answer else 0) + bonus,
                was_rank=one.rank,
                streak=streak,
                best_streak=max(one.best_streak, streak),
                right=one.right + int(right),
            )
        )
    ranks = rank_by_score((one.player, one.score) for one in counted)
    return Settlement([_ranked(one, ranks[one.player]) for one in counted], bonuses)


def rank_by_score(scores: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Standard competition ranking: equal scores share a place and the next place is skipped (1, 2, 2, 4)."""
    ordered = sorted(scores, key=lambda pair: -pair[1])
    ranks: dict[int, int] = {}
    last_score, last_rank = None, 0
    for place, (player, score) in enumerate(ordered, start=1):
        if score != last_score:
            last_score, last_rank = score, place
        ranks[player] = last_rank
    return ranks


def _moved(one: Standing, rank: int) -> Standing:
    return Standing(one.player, one.score, rank, one.rank, one.streak, one.best_streak, one.right)


def _ranked(one: Standing, rank: int) -> Standing:
    return Standing(one.player, one.score, rank, one.was_rank, one.streak, one.best_streak, one.right)
