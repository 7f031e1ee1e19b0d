"""Joins, rejoins, answers and seats: what a thousand phones send in one second, stored in batches by lib.writer.

Each `store_…` runs in the writer's transaction, takes the items that came together and answers one result an item. It
locks the rows of their games first, so batches of two processes, and the closing of a question, come one after the
other: either an answer is stored before the question is counted, or it is refused.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q

from lib.errors import DomainError
from quizzes.live import nicknames, statements, tokens
from quizzes.live.engine import Phase
from quizzes.live.errors import (
    AlreadyAnswered,
    GameFull,
    GameLocked,
    GameNotFound,
    NicknameInvalid,
    NicknameTaken,
    NotJoined,
    PlayerKicked,
    QuestionMoved,
)
from quizzes.live.models import Answer, Game, Player, Seat


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody wants in. `user_id` of a signed-in player; `device` of a browser that was seen before."""

    game_id: str
    nickname: str
    process: str
    user_id: int | None = None
    device: str = ""


@dataclass(frozen=True, slots=True)
class RejoinRequest:
    """Somebody is back with a token."""

    game_id: str
    token: str
    process: str


@dataclass(frozen=True, slots=True)
class SeatChange:
    """This process got its first socket of the player, or lost its last."""

    player_id: int
    process: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Admission:
    """A player who is in, with what the snapshot needs of the player's own."""

    player_id: int
    uid: str
    number: int
    nickname: str
    came_back: bool
    score: int
    rank: int
    streak: int
    best_streak: int
    right: int
    index: int
    """The question that `answered` and `answer` are about."""
    answered: bool
    answer: Any


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """A judged answer. It counts only while the question is open as it was when it was judged (`opens_at`)."""

    row: statements.NewAnswer
    opens_at: int

    @property
    def game_id(self) -> str:
        return self.row.game_id

    @property
    def player_id(self) -> int:
        return self.row.player_id

    @property
    def index(self) -> int:
        return self.row.index


def store_joins(items: Sequence[JoinRequest]) -> Sequence[Admission | DomainError]:
    """Let in who may come in. GameNotFound, GameLocked, GameFull, NicknameInvalid, NicknameTaken, PlayerKicked per item."""
    games = _locked_games(item.game_id for item in items)
    doors = _doors(games, items)
    results = [doors[item.game_id].admit(item) if item.game_id in doors else GameNotFound() for item in items]
    new: dict[int, Player] = {id(one): one for one in results if isinstance(one, Player) and one.pk is None}
    Player.objects.bulk_create(new.values())
    return _seat(results, [item.process for item in items], games, new=new)


def store_rejoins(items: Sequence[RejoinRequest]) -> Sequence[Admission | DomainError]:
    """Bring back who has a token of this game. NotJoined, PlayerKicked per item."""
    games = {str(pk): game for pk, game in Game.objects.in_bulk({item.game_id for item in items}).items()}
    uids = [tokens.player_uid(item.token, item.game_id) for item in items]
    found = {player.uid: player for player in Player.objects.filter(uid__in=[uid for uid in uids if uid], game__in=games)}
    results: list[Player | DomainError] = []
    for uid in uids:
        player = found.get(uid or "")
        if player is None:
            results.append(NotJoined("This token is of no player of this game. Join again."))
        else:
            results.append(PlayerKicked() if player.kicked_at else player)
    return _seat(results, [item.process for item in items], games, new={})


def store_seats(items: Sequence[SeatChange]) -> Sequence[None]:
    """Note where players are connected; the last change of each seat counts."""
    last = {(item.player_id, item.process): item.taken for item in items}
    gone: dict[str, list[int]] = {}
    for (player_id, process), taken in last.items():
        if not taken:
            gone.setdefault(process, []).append(player_id)
    for process, players in gone.items():
        Seat.objects.filter(process=process, player_id__in=players).delete()
    Seat.objects.bulk_create(
        [Seat(player_id=player, process=process) for (player, process), taken in last.items() if taken], ignore_conflicts=True
    )
    return [None] * len(items)


def store_answers(items: Sequence[AnswerRequest]) -> Sequence[DomainError | None]:
    """Keep each player's first answer. AlreadyAnswered, QuestionMoved (no longer open as it was) per item."""
    opened = statements.lock_open_questions(item.game_id for item in items)
    results: list[DomainError | None] = []
    fresh: dict[tuple[int, int], statements.NewAnswer] = {}
    for item in items:
        who = (item.player_id, item.index)
        if opened.get(item.game_id) != (item.index, item.opens_at):
            results.append(QuestionMoved())
        elif who in fresh:
            results.append(AlreadyAnswered())
        else:
            fresh[who] = item.row
            results.append(None)
    stored = statements.insert_answers(list(fresh.values()))
    if len(stored) < len(fresh):
        for place, item in enumerate(items):
            if results[place] is None and (item.player_id, item.index) not in stored:
                results[place] = AlreadyAnswered()
    return results


@dataclass
class _Door:
    """One game's entrance during one batch."""

    game: Game
    count: int
    last_number: int
    taken: set[str] = field(default_factory=set)
    accounts: dict[object, Player] = field(default_factory=dict)
    barred_devices: set[str] = field(default_factory=set)

    def admit(self, item: JoinRequest) -> Player | DomainError:
        """The player, saved when the account has one already, else to be saved; or why not."""
        known = self.accounts.get(item.user_id) if item.user_id else None
        if known is not None:
            return PlayerKicked() if known.kicked_at else known
        if self.game.phase == Phase.FINISHED:
            return GameNotFound("This game is over.")
        if item.device and item.device in self.barred_devices:
            return PlayerKicked()
        if self.game.is_locked or (self.game.phase != Phase.LOBBY and not self.game.settings.get("latecomers", True)):
            return GameLocked()
        if self.count >= settings.MAX_PLAYERS:
            return GameFull(f"The game is full: {settings.MAX_PLAYERS} players.")
        nickname = nicknames.clean(item.nickname)
        if nickname is None:
            return NicknameInvalid()
        key = nicknames.key(nickname)
        if key in self.taken:
            return NicknameTaken()
        self.taken.add(key)
        self.count += 1
        self.last_number += 1
        player = Player(
            uid=tokens.new_uid(),
            game=self.game,
            number=self.last_number,
            user_id=item.user_id,
            nickname=nickname,
            nickname_key=key,
            device_hash=item.device,
        )
        if item.user_id:
            self.accounts[item.user_id] = player
        return player


def _doors(games: dict[str, Game], items: Sequence[JoinRequest]) -> dict[str, _Door]:
    counts = {
        str(row["game"]): row
        for row in Player.objects.filter(game__in=games)
        .order_by()
        .values("game")
        .annotate(many=Count("pk", filter=Q(kicked_at=None)), last=Max("number"))
    }
    doors = {
        pk: _Door(game, counts[pk]["many"], counts[pk]["last"]) if pk in counts else _Door(game, 0, 0)
        for pk, game in games.items()
    }
    keys = {nicknames.key(name) for item in items if (name := nicknames.clean(item.nickname))}
    users = {item.user_id for item in items if item.user_id}
    devices = {item.device for item in items if item.device}
    about = Q(nickname_key__in=keys) | Q(user__in=users) | Q(device_hash__in=devices, kicked_at__isnull=False)
    for player in Player.objects.filter(about, game__in=games):
        door = doors[str(player.game_id)]
        door.taken.add(player.nickname_key)
        if player.user_id:
            door.accounts[player.user_id] = player
        if player.kicked_at and player.device_hash:
            door.barred_devices.add(player.device_hash)
    return doors


def _seat(
    results: Sequence[Player | DomainError], processes: Sequence[str], games: dict[str, Game], *, new: Container[int]
) -> list[Admission | DomainError]:
    """Seats for the players among the results, and what their snapshots need."""
    players = [one for one in results if isinstance(one, Player)]
    Seat.objects.bulk_create(
        [Seat(player=one, process=process) for one, process in zip(results, processes, strict=True) if isinstance(one, Player)],
        ignore_conflicts=True,
    )
    answers = {
        (player, index): answer
        for player, index, answer in Answer.objects.filter(
            player__in=[one.pk for one in players], question_index__in={games[str(one.game_id)].index for one in players}
        ).values_list("player_id", "question_index", "answer")
    }
    return [
        _admission(one, games[str(one.game_id)].index, answers, came_back=id(one) not in new)
        if isinstance(one, Player)
        else one
        for one in results
    ]


def _admission(player: Player, index: int, answers: dict[tuple[int, int], Any], *, came_back: bool) -> Admission:
    return Admission(
        player_id=player.pk,
        uid=player.uid,
        number=player.number,
        nickname=player.nickname,
        came_back=came_back,
        score=player.score,
        rank=player.rank,
        streak=player.streak,
        best_streak=player.best_streak,
        right=player.right_count,
        index=index,
        answered=(player.pk, index) in answers,
        answer=answers.get((player.pk, index)),
    )


def _locked_games(ids: Iterable[str]) -> dict[str, Game]:
    return {str(game.pk): game for game in Game.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")}
