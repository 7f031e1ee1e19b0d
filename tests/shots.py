"""Pictures of the stage and the account pages: `python -m tests.shots [words of file names]` writes them to shots/."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from tests.clients import GameClient
from tests.deployment import ROOT, Deployment

FOLDER = ROOT / "shots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PROJECTORS = {"1440x900": (1440, 900), "1920x1080": (1920, 1080)}
PHONES = {"390x844": (390, 844), "320x568": (320, 568)}


class Studio:
    """A server with a teacher, and a browser to look with."""

    def __init__(self, deployment: Deployment, browser: Browser, wanted: list[str]) -> None:
        self.base = deployment.url(0, "")
        self.socket_base = deployment.url(0, "", "ws")
        self.browser = browser
        self.wanted = wanted
        self.problems: list[str] = []
        self._cookie: dict[str, Any] = {}

    def wants(self, name: str) -> bool:
        """Whether the command line asks for the pictures of this scene."""
        return not self.wanted or any(word in name for word in self.wanted)

    async def page(self, size: tuple[int, int], *, signed_in: bool = False, dark: bool = False) -> Page:
        """A page of a browser of its own."""
        context = await self.browser.new_context(
            base_url=self.base,
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2 if size[0] < 600 else 1,
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
        )
        if signed_in:
            await context.add_cookies([self._cookie])  # type: ignore[list-item]
        page = await context.new_page()
        page.on(
            "console", lambda message: self.problems.append(f"{page.url}: {message.text}") if message.type == "error" else None
        )
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        return page

    async def sign_in(self, user: Any) -> None:
        """Make `page(signed_in=True)` this user's."""
        self._cookie = await asyncio.to_thread(self._session_of, user)

    def _session_of(self, user: Any) -> dict[str, Any]:
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(user)
        return {
            "name": settings.SESSION_COOKIE_NAME,
            "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
            "url": self.base,
        }

    async def shoot(self, page: Page, name: str, sizes: dict[str, tuple[int, int]], *, whole: bool = False) -> None:
        """A picture in each size; a projector that scrolls is a problem. `whole` takes a desk page from head to foot."""
        for label, (width, height) in sizes.items():
            await page.set_viewport_size({"width": width, "height": height})
            await page.wait_for_timeout(150)
            await page.screenshot(path=FOLDER / f"{name}-{label}.png", full_page=whole)
            wide = await page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
            if wide[0] > width or (width > 1000 and wide[1] > height and not whole):
                self.problems.append(f"{name} at {label} scrolls: {wide}")


class Room:
    """One game: a host's page, phones that are looked at, and bots."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.host: Page
        self.pin = ""
        self.bots: list[GameClient] = []

    async def open(self, quiz: Any, **settings: Any) -> None:
        """The lobby of a new game of the quiz, on a projector."""
        from quizzes.live.services import open_game

        game, _ = await asyncio.to_thread(lambda: open_game(owner=quiz.owner, quiz=quiz, settings=settings))
        self.pin = game.pin
        self.host = await self.studio.page(PROJECTORS["1440x900"], signed_in=True)
        await self.host.goto(f"/games/{game.pk}/host/")
        await self.host.wait_for_selector(".names", state="attached")

    async def fill(self, names: list[str]) -> None:
        """Bots with these names join."""
        for name in names:
            bot = await GameClient(f"{self.studio.socket_base}/ws/games/{self.pin}/").__aenter__()
            await bot.send("join", nickname=name)
            await bot.expect("joined")
            self.bots.append(bot)
        await self.host.locator(".roll h2 b", has_text=str(len(self.bots))).wait_for()

    async def phone(self, name: str, size: str = "390x844") -> Page:
        """A phone that joined."""
        page = await self.studio.page(PHONES[size])
        await page.goto(f"/play/{self.pin}/")
        await page.fill("#nickname", name)
        await page.click("#join button")
        await page.wait_for_selector("body.received")
        return page

    async def press(self, label: str) -> None:
        """Press a button of the host."""
        await self.host.get_by_role("button", name=label).last.click()

    async def answer(self, index: int, choose: Callable[[dict[str, Any], int], Any], *, but: int = 0) -> None:
        """All bots answer what `choose(question, number)` says, but the last ones."""
        for number, bot in enumerate(self.bots[: len(self.bots) - but]):
            frame = await bot.expect("question", index=index)
            await bot.send("answer", question=index, answer=choose(frame["question"], number))
            await bot.expect("received")

    async def close(self) -> None:
        """Everybody leaves."""
        for bot in self.bots:
            await bot.__aexit__()
        await self.host.context.close()


Scene = Callable[[Studio, Any], Awaitable[None]]


def set_up() -> Any:
    """The teacher. Django reads the deployment's database in this process too."""
    import django

    django.setup()
    from accounts.models import User

    return User.objects.create_user("okafor", "a long passphrase", full_name="Ms Okafor", role="teacher")


async def main(wanted: list[str]) -> int:
    """Take all pictures, or those of the scenes whose names hold one of the words."""
    from tests.shots_scenes import SCENES

    FOLDER.mkdir(exist_ok=True)
    with Deployment("embedded", servers=1, worker=False) as deployment:
        os.environ.update(deployment.env)
        deployment.manage("collectstatic", "--noinput", "--verbosity=0")
        teacher = await asyncio.to_thread(set_up)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            studio = Studio(deployment, browser, wanted)
            await studio.sign_in(teacher)
            for scene in SCENES:
                if studio.wants(scene.__name__):
                    print(scene.__name__, flush=True)
                    try:
                        await scene(studio, teacher)
                    except Exception:
                        print(studio.problems)
                        print(deployment.log_text()[-3000:])
                        raise
            await browser.close()
    for problem in studio.problems:
        print(problem)
    print(f"{len(list(Path(FOLDER).glob('*.png')))} pictures in {FOLDER}")
    return 1 if studio.problems else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
