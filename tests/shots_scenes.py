"""What the pictures of `tests.shots` show."""

import asyncio
from io import BytesIO
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.shots import PHONES, PROJECTORS, Room, Studio
from tests.stage_quiz import LONG_NAME, NAMES, long_question, make_quiz, seven_kinds

DESK = {"1440x900": (1440, 900)} | PHONES
DEVICES = (
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "192.0.2.17"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1", "2001:db8::7348"),
)


async def landing(studio: Studio, teacher: Any) -> None:
    """The PIN box, empty and refused, on all sizes."""
    page = await studio.page(PROJECTORS["1440x900"])
    await page.goto("/")
    await studio.shoot(page, "landing", PROJECTORS | PHONES)
    await page.fill("#pin", "48291")
    await page.type("#pin", "3")
    await studio.shoot(page, "landing-typed", {"1440x900": (1440, 900)} | PHONES)
    refused = await studio.page(PHONES["320x568"])
    await refused.goto("/play/?pin=000000")
    await studio.shoot(refused, "landing-refused", PHONES | {"1440x900": (1440, 900)})
    # The browser calls the answer to a wrong PIN an error; it is meant to be a 404.
    studio.problems[:] = [one for one in studio.problems if "404" not in one]


async def settings(studio: Studio, teacher: Any) -> None:
    """Before the game."""
    quiz = await asyncio.to_thread(make_quiz, teacher, seven_kinds())
    page = await studio.page(PROJECTORS["1440x900"], signed_in=True)
    await page.goto(f"/quizzes/{quiz.pk}/host/")
    await studio.shoot(page, "host-settings", PROJECTORS | {"390x844": (390, 844)})


async def lobbies(studio: Studio, teacher: Any) -> None:
    """1, 23 and 200 players, and the question before one is put out."""
    quiz = await asyncio.to_thread(make_quiz, teacher, seven_kinds())
    room = Room(studio)
    await room.open(quiz)
    await studio.shoot(room.host, "lobby-0", {"1440x900": (1440, 900)})
    await room.fill(NAMES[:1])
    await studio.shoot(room.host, "lobby-1", PROJECTORS)
    await room.fill([*NAMES[1:], LONG_NAME])
    await studio.shoot(room.host, "lobby-23", PROJECTORS | {"390x844": (390, 844)})
    await room.host.set_viewport_size({"width": 1440, "height": 900})
    await room.host.get_by_role("button", name="Noor").click()
    await studio.shoot(room.host, "lobby-kick", {"1440x900": (1440, 900)})
    await room.host.keyboard.press("Escape")
    await room.fill([f"{NAMES[number % 22]} {number}" for number in range(23, 200)])
    await studio.shoot(room.host, "lobby-200", PROJECTORS)
    await room.close()


def _by_weight(weights: list[int]) -> Any:
    """Bot `number` picks the option that its place falls to."""

    def choose(question: dict[str, Any], number: int) -> Any:
        wanted = [index for index, weight in enumerate(weights) for _ in range(weight)]
        return question["options"][wanted[number % len(wanted)]]["id"]

    return choose


def _some(question: dict[str, Any], number: int) -> list[str]:
    return [one["id"] for index, one in enumerate(question["options"]) if index in {0, 2, 3 if number % 3 else 1}]


def _number(question: dict[str, Any], number: int) -> int:
    return [243, 240, 100, 110, 225, 30, 365, 250, 95, 105, 180, 236, 20, 117][number % 14]


def _word(question: dict[str, Any], number: int) -> str:
    return ["Jupiter", "jupiter", "Saturn", "Mercury", "Jupitr", "Earth", "Mars", "زحل"][number % 8]


async def game(studio: Studio, teacher: Any) -> None:
    """A whole game of the seven kinds: the projector and two phones on every screen."""
    quiz = await asyncio.to_thread(make_quiz, teacher, seven_kinds())
    room = Room(studio)
    await room.open(quiz, reading_seconds=3)
    joining = await studio.page(PHONES["390x844"])
    await joining.goto(f"/play/{room.pin}/")
    await studio.shoot(joining, "player-join", PHONES)
    noor, long = await room.phone("Nora"), await room.phone(LONG_NAME, "320x568")
    await studio.shoot(noor, "player-waiting", PHONES)
    await studio.shoot(long, "player-waiting-long", PHONES)
    await joining.fill("#nickname", "n0ra")
    await joining.click("#join button")
    await joining.wait_for_selector("#nickname-error:not([hidden])")
    await studio.shoot(joining, "player-join-taken", PHONES)
    for name in NAMES[:21]:
        await _join(room, name)
    await room.press("Start")
    await studio.shoot(room.host, "reading", {"1440x900": (1440, 900)})
    await studio.shoot(noor, "player-reading", {"320x568": (320, 568)})
    await _single(room, noor, long)
    await _true_false(room, noor, long)
    await _multiple(room, noor, long)
    await _numeric(room, noor, long)
    await _text(room, noor, long)
    await _poll(room, noor, long)
    await _slide(room, noor)
    await room.close()


async def _join(room: Room, name: str) -> None:
    from tests.clients import GameClient

    bot = await GameClient(f"{room.studio.socket_base}/ws/games/{room.pin}/").__aenter__()
    await bot.send("join", nickname=name)
    await bot.expect("joined")
    room.bots.append(bot)


async def _opened(room: Room, *phones: Any, look: str = ".options, .work") -> None:
    await room.host.wait_for_selector("body.ask:not(.reading)")
    for phone in phones:
        await phone.wait_for_selector(look)


async def _close(room: Room) -> None:
    await room.press("Close now")
    await room.host.wait_for_selector("body.reveal")


async def _next(room: Room, label: str = "Next question") -> None:
    if await room.host.get_by_role("button", name="Ranking").count():
        await room.press("Ranking")
    await room.press(label)


async def _single(room: Room, noor: Any, long: Any) -> None:
    shoot = room.studio.shoot
    await _opened(room, noor, long)
    await shoot(noor, "player-single", PHONES)
    await room.answer(0, _by_weight([11, 4, 3, 2]), but=3)
    await shoot(room.host, "single", PROJECTORS)
    await noor.locator(".option").first.click()
    await noor.wait_for_selector("body.received")
    await shoot(noor, "player-received", PHONES)
    await long.locator(".option").nth(3).click()
    await room.press("Pause")
    await room.host.wait_for_selector("body.is-paused")
    await shoot(room.host, "paused", {"1440x900": (1440, 900)})
    await shoot(noor, "player-paused", PHONES)
    await room.press("Go on")
    await room.host.wait_for_selector("body:not(.is-paused)")
    await _close(room)
    await shoot(room.host, "single-reveal", PROJECTORS)
    await shoot(noor, "player-right", PHONES)
    await shoot(long, "player-wrong", PHONES)
    await room.press("Ranking")
    await shoot(room.host, "single-ranking", PROJECTORS)
    await room.press("Next question")


async def _true_false(room: Room, noor: Any, long: Any) -> None:
    shoot = room.studio.shoot
    await _opened(room, noor, long)
    await shoot(room.host, "true-false", PROJECTORS)
    await shoot(noor, "player-true-false", PHONES)
    await room.answer(1, _by_weight([7, 12]))
    await noor.locator(".option").first.click()
    await noor.wait_for_selector("body.received")
    await _close(room)
    await shoot(room.host, "true-false-reveal", {"1440x900": (1440, 900)})
    await shoot(noor, "player-right-streak", PHONES)
    await shoot(long, "player-timeup", PHONES)
    await room.press("Ranking")
    await shoot(room.host, "true-false-ranking", PROJECTORS)
    await room.press("Next question")


async def _multiple(room: Room, noor: Any, long: Any) -> None:
    shoot = room.studio.shoot
    await _opened(room, noor, long)
    for index in (0, 2, 3):
        await noor.locator(".option").nth(index).click()
    await shoot(room.host, "multiple", PROJECTORS)
    await shoot(noor, "player-multiple", PHONES)
    await noor.locator(".send").click()
    await noor.wait_for_selector("body.received")
    await shoot(noor, "player-received-multiple", PHONES)
    await long.locator(".option").nth(1).click()
    await long.locator(".send").click()
    await long.wait_for_selector("body.received")
    await room.answer(2, _some)
    await room.host.wait_for_selector("body.reveal")
    await shoot(room.host, "multiple-reveal", PROJECTORS)
    await shoot(long, "player-wrong-multiple", PHONES)
    await _next(room)


async def _numeric(room: Room, noor: Any, long: Any) -> None:
    shoot = room.studio.shoot
    await _opened(room, noor, long)
    await shoot(room.host, "numeric", PROJECTORS)
    await noor.fill(".amount input", "185")
    await shoot(noor, "player-numeric", PHONES)
    await noor.fill(".amount input", "1850")
    await shoot(noor, "player-numeric-outside", {"320x568": (320, 568)})
    await noor.fill(".amount input", "185")
    await noor.locator(".send").click()
    await noor.wait_for_selector("body.received")
    await shoot(noor, "player-received-numeric", PHONES)
    await room.answer(3, _number)
    await _close(room)
    await shoot(room.host, "numeric-reveal", PROJECTORS)
    await shoot(noor, "player-wrong-numeric", PHONES)
    await _next(room)


async def _text(room: Room, noor: Any, long: Any) -> None:
    shoot = room.studio.shoot
    await _opened(room, noor, long)
    await shoot(room.host, "text", PROJECTORS)
    await shoot(noor, "player-text", PHONES | {"320x300": (320, 300)})
    await noor.fill("#text-answer", "Jupiter")
    await noor.keyboard.press("Enter")
    await noor.wait_for_selector("body.received")
    await shoot(noor, "player-received-text", PHONES)
    await room.answer(4, _word)
    await _close(room)
    await shoot(room.host, "text-reveal", PROJECTORS)
    await _next(room)


async def _poll(room: Room, noor: Any, long: Any) -> None:
    shoot = room.studio.shoot
    await _opened(room, noor, long)
    await shoot(room.host, "poll", {"1440x900": (1440, 900)})
    await shoot(noor, "player-poll", PHONES)
    await room.answer(5, _by_weight([4, 9, 5, 2, 1]))
    await noor.locator(".option").nth(1).click()
    await noor.wait_for_selector("body.received")
    await _close(room)
    await shoot(room.host, "poll-reveal", PROJECTORS)
    await shoot(noor, "player-votes", PHONES)
    await _next(room)


async def _slide(room: Room, noor: Any) -> None:
    shoot = room.studio.shoot
    await noor.wait_for_selector("body.slide")
    await room.host.wait_for_selector("body.slide")
    await shoot(room.host, "slide", PROJECTORS)
    await shoot(noor, "player-slide", PHONES)
    await room.press("Podium")
    await room.host.wait_for_selector("body.podium")
    await shoot(room.host, "podium", PROJECTORS | {"390x844": (390, 844)})
    await shoot(noor, "player-finished", PHONES)


async def hard(studio: Studio, teacher: Any) -> None:
    """400 characters of prompt, 60 of name, many players, a room that is locked, a player who is put out."""
    quiz = await asyncio.to_thread(
        make_quiz, teacher, [long_question()], "Shadows of a stick: what follows, and what does not?"
    )
    room = Room(studio)
    await room.open(quiz)
    noor = await room.phone("Noor", "320x568")
    out = await room.phone("Trouble", "320x568")
    for number in range(120):
        await _join(room, f"{NAMES[number % 22]} {number}")
    await _join(room, LONG_NAME)
    await room.host.get_by_role("button", name="Lock").click()
    shut = await studio.page(PHONES["390x844"])
    await shut.goto(f"/play/{room.pin}/")
    await shut.fill("#nickname", "Late")
    await shut.click("#join button")
    await shut.wait_for_selector("body.state")
    await studio.shoot(shut, "player-locked", PHONES)
    await room.host.wait_for_selector("text=Trouble")
    await room.host.get_by_role("button", name="Trouble").click()
    await room.press("Put out")
    await out.wait_for_selector("body.state")
    await studio.shoot(out, "player-kicked", PHONES)
    await room.press("Start")
    await _opened(room, noor)
    await studio.shoot(room.host, "long", PROJECTORS)
    await studio.shoot(noor, "player-long", PHONES | {"568x320": (568, 320)})
    await room.answer(0, _by_weight([60, 12, 21, 9, 16, 4]), but=1)
    await noor.context.set_offline(True)
    await noor.wait_for_selector("body.rejoining")
    await studio.shoot(noor, "player-rejoin", PHONES)
    await noor.context.set_offline(False)
    await noor.wait_for_selector(".options")
    studio.problems[:] = [one for one in studio.problems if "ERR_INTERNET_DISCONNECTED" not in one]
    await _close(room)
    await studio.shoot(room.host, "long-reveal", PROJECTORS)
    await studio.shoot(noor, "player-long-timeup", PHONES)
    await room.press("Ranking")
    await studio.shoot(room.host, "long-ranking", PROJECTORS)
    await room.host.locator(".ranks .who").nth(1).click()
    await studio.shoot(room.host, "ranking-kick", {"1440x900": (1440, 900)})
    await room.press("Put out")
    await studio.shoot(room.host, "ranking-kicked", {"1440x900": (1440, 900)})
    await room.press("Podium")
    await room.host.wait_for_selector("body.podium")
    await studio.shoot(room.host, "long-podium", PROJECTORS)
    await room.close()


async def doors(studio: Studio, teacher: Any) -> None:
    """The room is full; and the game ended while somebody thought about a nickname."""
    quiz = await asyncio.to_thread(make_quiz, teacher, seven_kinds())
    room = Room(studio)
    await room.open(quiz)
    await asyncio.to_thread(_fill_to_the_last_place, room.pin)
    page = await studio.page(PHONES["390x844"])
    await page.goto(f"/play/{room.pin}/")
    await page.fill("#nickname", "Noor")
    await page.click("#join button")
    await page.wait_for_selector("body.state")
    await studio.shoot(page, "player-full", PHONES)
    late = await studio.page(PHONES["390x844"])
    await late.goto(f"/play/{room.pin}/")
    await late.fill("#nickname", "Late")
    await asyncio.to_thread(_end, room.pin)
    await late.click("#join button")
    await late.wait_for_selector("body.state")
    await studio.shoot(late, "player-over", PHONES)
    await room.close()


def _fill_to_the_last_place(pin: str) -> None:
    from django.conf import settings

    from quizzes.live.queries import get_game_by_pin
    from quizzes.models import Player

    game = get_game_by_pin(pin)
    Player.objects.bulk_create(
        Player(game=game, uid=f"place-{number}", number=number, nickname=f"P {number}", nickname_key=f"p{number}")
        for number in range(1, settings.MAX_PLAYERS + 1)
    )


def _end(pin: str) -> None:
    from quizzes.live.engine import Command
    from quizzes.live.queries import get_game_by_pin
    from quizzes.live.services import command_game

    command_game(game_id=get_game_by_pin(pin).pk, command=Command.END)


def _moon() -> Any:
    """A picture of the Moon, drawn here."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1200, 800), (16, 14, 40))
    draw = ImageDraw.Draw(image)
    draw.ellipse((250, 50, 950, 750), fill=(60, 56, 90))
    draw.pieslice((250, 50, 950, 750), -90, 90, fill=(240, 232, 205))
    draw.ellipse((440, 50, 760, 750), fill=(240, 232, 205))
    for x, y, size in ((700, 220, 90), (560, 420, 60), (780, 480, 45), (640, 620, 70), (500, 200, 35)):
        draw.ellipse((x - size, y - size, x + size, y + size), fill=(214, 202, 172))
    data = BytesIO()
    image.save(data, "PNG")
    return SimpleUploadedFile("moon.png", data.getvalue(), "image/png")


def _pictured(teacher: Any) -> Any:
    from lib.uploads import store

    quiz = make_quiz(teacher, [*seven_kinds()[:1], *seven_kinds()[3:4]])
    file = store(owner=teacher, use="quiz-media", upload=_moon())
    quiz.files.add(file)
    quiz.questions.update(media=file, media_alt="The Moon: the right side is lit, well over half of the disc")
    return quiz


async def pictures(studio: Studio, teacher: Any) -> None:
    """Questions with a picture."""
    quiz = await asyncio.to_thread(_pictured, teacher)
    room = Room(studio)
    await room.open(quiz)
    noor = await room.phone("Noor")
    await _join(room, "Teodor")
    await room.press("Start")
    await _opened(room, noor)
    await studio.shoot(room.host, "picture", PROJECTORS)
    await studio.shoot(noor, "player-picture", PHONES | {"568x320": (568, 320)})
    await noor.locator(".glance").click()
    await studio.shoot(noor, "player-picture-whole", PHONES)
    await noor.get_by_role("button", name="Back to the answers").click()
    await _close(room)
    await studio.shoot(room.host, "picture-reveal", {"1440x900": (1440, 900)})
    await _next(room)
    await _opened(room, noor)
    await studio.shoot(room.host, "picture-numeric", {"1440x900": (1440, 900)})
    await studio.shoot(noor, "player-picture-numeric", PHONES)
    await room.close()


async def doors_of_accounts(studio: Studio, teacher: Any) -> None:
    """Signing in, empty and refused, and one's own place in the waiting list."""
    for dark in (False, True):
        mood = "-dark" if dark else ""
        page = await studio.page(DESK["1440x900"], dark=dark)
        await page.goto("/accounts/login/")
        await studio.shoot(page, f"sign-in{mood}", DESK, whole=True)
        await page.fill("#id_login", "okafor")
        await page.fill("#id_password", "no idea")
        await page.press("#id_password", "Enter")
        await page.wait_for_selector(".notice-bad")
        await studio.shoot(page, f"sign-in-refused{mood}", DESK, whole=True)
        await page.goto(await asyncio.to_thread(_link_to_a_place))
        await page.click("main button")
        await page.wait_for_selector(".place")
        await studio.shoot(page, f"waitlist-place{mood}", DESK, whole=True)


async def accounts(studio: Studio, teacher: Any) -> None:
    """Settings of an account that has everything, with a long name; and the setup of an app."""
    person = await asyncio.to_thread(_somebody_with_everything)
    await studio.sign_in(person)
    for dark in (False, True):
        mood = "-dark" if dark else ""
        page = await studio.page(DESK["1440x900"], signed_in=True, dark=dark)
        for address, name in (
            ("", "profile"),
            ("security/", "security"),
            ("notifications/", "notifications"),
            ("data/", "data"),
        ):
            await page.goto(f"/accounts/settings/{address}")
            await studio.shoot(page, f"settings-{name}{mood}", DESK, whole=True)
    await studio.sign_in(teacher)
    page = await studio.page(DESK["1440x900"])
    await page.goto("/accounts/login/?next=/accounts/settings/security/app/")
    await page.fill("#id_login", "okafor")
    await page.fill("#id_password", "a long passphrase")
    await page.press("#id_password", "Enter")
    await page.wait_for_selector(".qr-paper")
    await studio.shoot(page, "enrol", DESK, whole=True)


def _link_to_a_place() -> str:
    """The address in the mail of somebody who waits behind three others."""
    from datetime import timedelta

    from accounts.links.models import SingleUseLink
    from accounts.links.services import make_link
    from accounts.waitlist.models import WaitlistEntry

    rows = [
        WaitlistEntry.objects.get_or_create(email=f"{name}@school.example", defaults={"full_name": name})[0]
        for name in (*NAMES[:3], "wanda")
    ]
    WaitlistEntry.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(confirmed_at=timezone.now())
    token = make_link(purpose=SingleUseLink.Purpose.WAITLIST, lifetime=timedelta(days=1), entry=str(rows[-1].pk))
    return f"/accounts/waitlist/link/{token}/"


def _somebody_with_everything() -> Any:
    """A long name, a confirmed e-mail, an app, two passkeys, keys, sign-ins elsewhere, a picture."""
    from allauth.account.models import EmailAddress

    from accounts.api_keys.scopes import SCOPES
    from accounts.api_keys.services import make_key
    from accounts.models import User
    from accounts.profile.services import use_picture
    from tests.factories.passkeys import give_passkey
    from tests.factories.second_factors import make_app

    person = User.objects.create_user("lovelace", "a long passphrase", full_name=LONG_NAME, email="lovelace@school.example")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    make_app(person, recovery_codes=9)
    for name in ("Phone", "Security key in the drawer of the physics preparation room, second floor"):
        give_passkey(person, name=name)
    for name, days in (("Gradebook export", 90), ("The nightly script on the old computer in the staff room", None)):
        make_key(user=person, name=name, scopes=list(SCOPES), days=days)
    for agent, address in DEVICES:
        Client(headers={"user-agent": agent}, REMOTE_ADDR=address).post(
            "/accounts/login/", {"login": "lovelace", "password": "no idea"}
        )
    use_picture(user=person, upload=_moon())
    return person


SCENES = [landing, settings, lobbies, doors, game, hard, pictures, doors_of_accounts, accounts]
