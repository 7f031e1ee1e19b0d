"""What is measured, how often and at what size: the long run and the quick one."""

import os
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import uvloop

from loadtest import doors, limit, meter, scenarios
from tests.deployment import Deployment

Figures = dict[str, float]
Scenario = Callable[..., Coroutine[Any, Any, Figures]]

SERVERS = {"embedded": 1, "shared": 2}
RATE = 1000  # answers a second at which games of different sizes are compared


@dataclass(frozen=True, slots=True)
class Plan:
    """The size of a run."""

    rounds: int
    players: int
    questions: int
    sizes: dict[str, Sequence[int]]
    games: int
    sockets: int
    house: int
    people: int


LONG = Plan(
    rounds=3,
    players=1000,
    questions=10,
    sizes={"embedded": (50, 200, 500, 1000, 2000), "shared": (50, 500, 2000)},
    games=100,
    sockets=5000,
    house=2000,
    people=600,
)
QUICK = Plan(
    rounds=1,
    players=1000,
    questions=4,
    sizes={"embedded": (50, 1000), "shared": (50, 1000)},
    games=20,
    sockets=1500,
    house=500,
    people=200,
)


class Run:
    """One benchmark: every scenario on every deployment, beside the bare server."""

    def __init__(self, plan: Plan, kinds: Sequence[str]) -> None:
        self.plan = plan
        self.kinds = kinds
        self.headline: dict[str, Figures] = {}
        self.sizes: dict[str, dict[int, Figures]] = {}
        self.others: dict[str, dict[str, Figures]] = {}
        self.doors: dict[str, dict[str, Figures]] = {}
        self.load = [os.getloadavg()[0]]

    def all(self) -> None:
        """Measure everything; what is done is printed on the way."""
        self._headline()
        for kind in self.kinds:
            self._sizes(kind)
            self._others(kind)
            self._doors(kind)
        self.load.append(os.getloadavg()[0])

    def signing_in(self) -> None:
        """Measure the door alone."""
        for kind in self.kinds:
            self._doors(kind)
        self.load.append(os.getloadavg()[0])

    @property
    def losses(self) -> int:
        """How much went wrong in all scenarios together."""
        found = [
            *self.headline.values(),
            *(one for group in (self.sizes, self.others) for by in group.values() for one in by.values()),
        ]
        return int(sum(one.get(name, 0) for one in found for name in meter.LOSSES))

    def _headline(self) -> None:
        """The game of the targets. The bare server is measured in each round: the machine's mood changes."""
        rounds: dict[str, list[Figures]] = {"bare": [], **{kind: [] for kind in self.kinds}}
        for number in range(self.plan.rounds):
            say(f"{self.plan.players} players, round {number + 1}")
            bare = uvloop.run(limit.measure_limit(self.plan.players, self.plan.questions, 1.0))
            rounds["bare"].append(bare)
            for kind in self.kinds:
                with Deployment(kind, servers=SERVERS[kind]) as deployment:
                    overs = [("answer", 1.0)] * self.plan.questions
                    found = self._play(deployment, scenarios.whole_game, players=self.plan.players, overs=overs, seed=number)
                rounds[kind].append(found | {"question_ratio": found["question_last_ms"] / bare["question_last_ms"]})
        self.headline = {name: meter.middle(one) for name, one in rounds.items()}

    def _sizes(self, kind: str) -> None:
        """What an answer costs as a game grows: at the same rate, and when all answer within a second."""
        with Deployment(kind, servers=SERVERS[kind]) as deployment:
            self._play(
                deployment, scenarios.whole_game, players=50, overs=[("answer", 0.2)], seed=0
            )  # the first game pays for imports
            for players in self.plan.sizes[kind]:
                say(f"{players} players, {kind}")
                self.sizes.setdefault(kind, {})[players] = self._size(deployment, players)

    def _size(self, deployment: Deployment, players: int) -> Figures:
        overs = [("answer", players / RATE)] * max(3, 600 // players) + [("burst", 1.0)] * 2
        return meter.middle(
            [
                self._play(deployment, scenarios.whole_game, players=players, overs=overs, seed=number)
                for number in range(self.plan.rounds)
            ]
        )

    def _others(self, kind: str) -> None:
        plan = self.plan
        others = self.others.setdefault(kind, {})
        with Deployment(kind, servers=SERVERS[kind]) as deployment:
            say(f"{plan.games} games of 20, {kind}")
            others[f"{plan.games} games of 20 at once"] = self._play(
                deployment, scenarios.many_games, games=plan.games, players=20, questions=5, seed=1
            )
            say(f"slow readers, {kind}")
            others["300 players, 30 do not read"] = self._play(
                deployment, scenarios.slow_readers, players=300, slow=30, questions=4, seed=1
            )
        say(f"{plan.sockets} sockets, {kind}")
        with Deployment(kind, servers=SERVERS[kind], env={"MAX_PLAYERS": str(plan.house)}) as deployment:
            others[f"{plan.sockets:,} sockets, room for {plan.house:,}"] = self._play(
                deployment, scenarios.full_house, sockets=plan.sockets, most=plan.house, seed=1
            )

    def _doors(self, kind: str) -> None:
        """A class and a school sign in. Every sign-in comes from one address, as behind a school's router."""
        by_crowd = self.doors.setdefault(kind, {})
        for at_once in (1, 30, 200):
            say(f"{self.plan.people} people sign in, {at_once} at once, {kind}")
            rounds = []
            for _ in range(self.plan.rounds):
                with Deployment(kind, servers=SERVERS[kind], env={"WRONG_SIGN_INS_AN_ADDRESS": "100000"}) as deployment:
                    people = max(50, self.plan.people // 4) if at_once == 1 else self.plan.people
                    rounds.append(uvloop.run(doors.sign_ins(deployment, people=people, at_once=at_once)))
            by_crowd[f"{at_once} at once"] = meter.middle(rounds)

    def _play(self, deployment: Deployment, scenario: Scenario, **arguments: Any) -> Figures:
        found = uvloop.run(scenario(deployment, **arguments))
        if any(found[name] for name in meter.LOSSES):
            say(f"  ! { ({name: found[name] for name in meter.LOSSES}) }")
            print(deployment.log_text()[-2000:])
        return found


def say(text: str) -> None:
    """Progress."""
    print(text, flush=True)
