"""`/ws/games/{pin}/`: parses a frame, has one thing done, replies."""

from functools import partial
from typing import Any

import msgspec

from lib import hub, writer
from lib.errors import DomainError, RateLimited
from lib.sockets import CLOSE_NOT_FOUND, CLOSE_TOO_FAST, BadMessage, ErrorFrame, PersonalSocket, encode
from lib.threads import in_thread
from quizzes.live import access, devices, intake, protocol, services
from quizzes.live.arena import Arena
from quizzes.live.arenas import leave_arena, open_arena
from quizzes.live.engine import Command
from quizzes.live.errors import NotHost, NotJoined, PlayerKicked

COMMANDS: dict[type, Command] = {
    protocol.Start: Command.START,
    protocol.Next: Command.NEXT,
    protocol.Close: Command.CLOSE,
    protocol.Pause: Command.PAUSE,
    protocol.Resume: Command.RESUME,
    protocol.End: Command.END,
}


class GameSocket(PersonalSocket):
    """A host or a player, or somebody who has not said yet which."""

    def __init__(self, scope: dict[str, Any]) -> None:
        super().__init__(scope)
        self._arena: Arena | None = None
        self._is_host = False
        self._kicked = False
        self._player_id: int | None = None

    async def connected(self) -> None:
        await super().connected()
        try:
            await self._arena_now()
        except DomainError as error:
            self.push(encode(ErrorFrame(error.code, error.detail)))
            self.close(CLOSE_TOO_FAST if isinstance(error, RateLimited) else CLOSE_NOT_FOUND)

    async def received(self, text: str) -> None:
        received_at = services.now_ms()
        try:
            frame = protocol.decoder.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise BadMessage(f"This frame is not understood: {error}") from None
        if isinstance(frame, protocol.SendAnswer):
            await self._answer(frame, received_at)
        elif isinstance(frame, protocol.Ping):
            self.push(encode(protocol.Pong(frame.t, services.now_ms())))
        elif isinstance(frame, protocol.Join):
            await self._join(frame)
        elif isinstance(frame, protocol.Rejoin):
            await self._rejoin(frame)
        elif isinstance(frame, protocol.Host):
            await self._host(frame)
        elif isinstance(frame, protocol.Auth):
            await self.authenticate(frame.token)
        else:
            await self._command(frame)

    async def gone(self, code: int) -> None:
        arena = self._arena
        if arena is None:
            return
        if self._player_id is not None:
            arena.unseat(self, self._player_id)
        arena.remove_host(self)
        leave_arena(arena)

    def put_out(self) -> None:
        """The host kicked this player: say so; the socket may stay, but it is nobody's any more."""
        self._player_id = None
        self._kicked = True
        self.push(encode(protocol.Kicked()))

    async def _arena_now(self) -> Arena:
        """The arena of this address's PIN. GameNotFound; RateLimited where an address guesses PINs."""
        address = (self.scope.get("client") or ("", 0))[0]
        self._arena = await open_arena(self.scope["url_route"]["kwargs"]["pin"], address)
        return self._arena

    async def _user(self) -> Any:
        """Who is signed in at this socket, if anybody."""
        sign_in = await self.sign_in()
        return sign_in.user if sign_in is not None else None

    async def _join(self, frame: protocol.Join) -> None:
        arena = await self._arena_now()
        user = await self._user()
        request = intake.JoinRequest(arena.about.id, frame.nickname, hub.PROCESS_ID, user.pk if user else None, self._device())
        await self._admit(arena, intake.store_joins, request)

    def _device(self) -> str:
        """A digest of the cookie that our own pages set, so that a kick holds in this browser; empty for other clients."""
        for name, value in self.scope.get("headers", ()):
            if name == b"cookie":
                return devices.digest_of(value.decode("latin-1"))
        return ""

    async def _rejoin(self, frame: protocol.Rejoin) -> None:
        arena = await self._arena_now()
        request = intake.RejoinRequest(arena.about.id, frame.token, hub.PROCESS_ID)
        await self._admit(arena, intake.store_rejoins, request)

    async def _admit(self, arena: Arena, store: Any, request: Any) -> None:
        if self._player_id is not None and store is not intake.store_rejoins:
            raise BadMessage("You are in already.")
        if self._kicked:
            self.push(encode(protocol.Kicked()))
            return
        with arena.kept_open():
            try:
                admission = await writer.submit(store, request)
            except PlayerKicked:
                self.push(encode(protocol.Kicked()))
                return
            if self._player_id not in {None, admission.player_id}:
                arena.unseat(self, self._player_id)
            self._player_id = admission.player_id
            arena.seat(self, admission)

    async def _host(self, frame: protocol.Host) -> None:
        arena = await self._arena_now()
        user = await self._user() if frame.token is None else None
        with arena.kept_open():
            await in_thread(access.check_host, arena.about.id, frame.token, user)
            self._is_host = True
            await arena.add_host(self)

    async def _answer(self, frame: protocol.SendAnswer, received_at: int) -> None:
        if self._player_id is None or self._arena is None:
            raise NotJoined
        await self._arena.answer(self._player_id, frame.question, frame.answer, received_at)
        self.push(encode(protocol.Received(frame.question)))

    async def _command(self, frame: protocol.HostCommand | protocol.Kick) -> None:
        if not self._is_host or self._arena is None:
            raise NotHost
        game_id = self._arena.about.id
        if isinstance(frame, protocol.Kick):
            await in_thread(partial(services.kick_player, game_id=game_id, uid=frame.player))
            return
        if isinstance(frame, protocol.Lock):
            command = Command.LOCK if frame.locked else Command.UNLOCK
        else:
            command = COMMANDS[type(frame)]
        await in_thread(partial(services.command_game, game_id=game_id, command=command))
        await self._arena.look()
