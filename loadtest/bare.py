"""The limit: uvicorn and websockets as the project runs them, with nothing behind but a set of sockets.

A text that begins with `!` goes to every socket, any other comes back. `python -m uvicorn loadtest.bare:application`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_sockets: set[Send] = set()


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    _sockets.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            event = {"type": "websocket.send", "text": message["text"]}
            for one in tuple(_sockets) if message["text"].startswith("!") else (send,):
                await one(event)
    finally:
        _sockets.discard(send)
