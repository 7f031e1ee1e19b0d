"""The frames of `/ws/games/{pin}/`: their names, fields and shapes. docs/protocols/games.md is their page."""

from typing import Annotated, Any

import msgspec

MOST_QUESTIONS = 10_000

# From a client ------------------------------------------------------------------------------------------------------


class Auth(msgspec.Struct, tag="auth"):
    """Says who is calling, for clients that can set no header."""

    token: str


class Host(msgspec.Struct, tag="host"):
    """Become a host: by the game's token, or without one as its signed-in owner."""

    token: str | None = None


class Join(msgspec.Struct, tag="join"):
    """Become a player."""

    nickname: str
    team: str | None = None
    captcha: str | None = None


class Rejoin(msgspec.Struct, tag="rejoin"):
    """Be the player again that the token was given to."""

    token: str


class SendAnswer(msgspec.Struct, tag="answer"):
    """Answer the question with this index."""

    question: Annotated[int, msgspec.Meta(ge=0, le=MOST_QUESTIONS)]
    answer: Any


class Ping(msgspec.Struct, tag="ping"):
    """Ask for the server's clock."""

    t: float | int | None = None


class Start(msgspec.Struct, tag="start"):
    pass


class Next(msgspec.Struct, tag="next"):
    pass


class Close(msgspec.Struct, tag="close"):
    pass


class Lock(msgspec.Struct, tag="lock"):
    locked: bool = True


class Kick(msgspec.Struct, tag="kick"):
    player: str


class Pause(msgspec.Struct, tag="pause"):
    pass


class Resume(msgspec.Struct, tag="resume"):
    pass


class End(msgspec.Struct, tag="end"):
    pass


ClientFrame = Auth | Host | Join | Rejoin | SendAnswer | Ping | Start | Next | Close | Lock | Kick | Pause | Resume | End
HostCommand = Start | Next | Close | Lock | Pause | Resume | End

# From the server ----------------------------------------------------------------------------------------------------


class PlayerRef(msgspec.Struct):
    id: str
    nickname: str


class Ahead(msgspec.Struct):
    """Who is just ahead."""

    nickname: str
    score: int


class You(msgspec.Struct):
    """A player's own result of a question; no other player ever gets it."""

    answer: Any
    correct: bool | None
    points: int
    streak_bonus: int
    score: int
    rank: int
    was_rank: int
    streak: int
    ahead: Ahead | None


class Row(msgspec.Struct):
    """A line of the ranking."""

    id: str
    nickname: str
    score: int
    rank: int
    was_rank: int


class Question(msgspec.Struct, tag="question"):
    """A question opens at `opens_at`; before that is its reading phase."""

    index: int
    total: int
    question: msgspec.Raw
    opens_at: int
    closes_at: int
    server_time: int


class Received(msgspec.Struct, tag="received"):
    """The answer is stored."""

    question: int


class Lobby(msgspec.Struct, tag="lobby"):
    """Who came and went since the last one, and how many are connected."""

    players: int
    joined: list[PlayerRef]
    left: list[str]


class Progress(msgspec.Struct, tag="progress"):
    question: int
    answered: int
    players: int


class PlayerReveal(msgspec.Struct, tag="reveal"):
    """The question is closed: the key, how all answered, and what it did for you."""

    question: int
    correct: msgspec.Raw
    distribution: msgspec.Raw
    explanation: str
    you: You


class HostReveal(msgspec.Struct, tag="reveal"):
    question: int
    correct: msgspec.Raw
    distribution: msgspec.Raw
    explanation: str
    answered: int
    """How many answered it."""
    right: int
    """How many of them were right; 0 where nothing is scored."""
    leaderboard: list[Row]


class FinalYou(msgspec.Struct):
    """A player's end of the game."""

    score: int
    rank: int
    streak: int
    best_streak: int
    right: int
    ahead: Ahead | None


class PlayerFinished(msgspec.Struct, tag="finished"):
    podium: list[Row]
    you: FinalYou
    players: int


class HostFinished(msgspec.Struct, tag="finished"):
    podium: list[Row]
    leaderboard: list[Row]
    players: int


class Locked(msgspec.Struct, tag="locked"):
    locked: bool


class Paused(msgspec.Struct, tag="paused"):
    question: int
    left: int | None
    """Milliseconds that the question will still be open after `resume`; null between questions."""


class Resumed(msgspec.Struct, tag="resumed"):
    question: int
    opens_at: int | None
    closes_at: int | None
    server_time: int


class Kicked(msgspec.Struct, tag="kicked"):
    pass


class Pong(msgspec.Struct, tag="pong"):
    t: float | int | None
    server_time: int


class GameState(msgspec.Struct, omit_defaults=False):
    """What every snapshot holds."""

    phase: str
    pin: str
    title: str
    mode: str
    total: int
    index: int
    locked: bool
    paused: bool
    left: int | None
    opens_at: int | None
    closes_at: int | None
    server_time: int
    question: msgspec.Raw | None
    """The running or last question, as in the `question` frame."""


class PlayerState(GameState, kw_only=True):
    """All a player's screen needs to draw itself."""

    answered: bool
    """Whether this player's answer to `index` is stored."""
    answer: Any
    score: int
    rank: int
    streak: int
    reveal: PlayerReveal | None
    finished: PlayerFinished | None


class HostState(GameState, kw_only=True):
    """All a host's screen needs to draw itself."""

    id: str
    join_url: str
    players: list[PlayerRef]
    """Those connected."""
    answered: int
    settings: dict[str, Any]
    reveal: HostReveal | None
    finished: HostFinished | None


class Hosting(msgspec.Struct, tag="hosting"):
    state: HostState


class Joined(msgspec.Struct, tag="joined"):
    state: PlayerState
    player: PlayerRef
    token: str


class Rejoined(msgspec.Struct, tag="rejoined"):
    state: PlayerState
    player: PlayerRef
    token: str


decoder: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)
