"""What the kernel knows of a process, and what a list of times comes to."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

CPUCLOCK_SCHED = 2
LOSSES = ("lost", "doubled", "differing", "broken")


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time of these processes, all their threads included, those that ended too."""
    return sum(time.clock_gettime((~pid << 3) | CPUCLOCK_SCHED) for pid in pids)


class Cost:
    """Processor time of groups of processes, booked to stretches of a run."""

    def __init__(self, groups: dict[str, list[int]]) -> None:
        self._groups = groups
        self._marks = self._read()
        self.seconds: dict[str, dict[str, float]] = {}

    def book(self, stretch: str) -> None:
        """What was spent since the last booking belongs to `stretch`."""
        now = self._read()
        booked = self.seconds.setdefault(stretch, dict.fromkeys(now, 0.0))
        for group, seconds in now.items():
            booked[group] += seconds - self._marks[group]
        self._marks = now

    def _read(self) -> dict[str, float]:
        return {group: cpu_seconds(pids) for group, pids in self._groups.items()}


def processes_with(words: bytes) -> list[int]:
    """The processes whose command line holds these words."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and words in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue  # it ended meanwhile
    return found


def resident_bytes(pids: Iterable[int]) -> int:
    """Memory that these processes hold."""
    return 1024 * sum(_kilobytes(pid) for pid in pids)


def _kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"The kernel tells no memory of process {pid}.")


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` (0 to 1) of the values do not exceed; 0 of nothing."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def spread(name: str, values: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the longest of these seconds, in milliseconds."""
    parts = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {f"{name}_{word}_ms": 1000 * percentile(values, part) for word, part in parts.items()}


def middle(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """The median of each figure over the rounds; what counts losses is added up instead."""
    names = {name: None for one in rounds for name in one}
    return {
        name: sum(one[name] for one in rounds if name in one)
        if name in LOSSES
        else median(one[name] for one in rounds if name in one)
        for name in names
    }
