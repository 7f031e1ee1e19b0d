"""`python -m loadtest`: play whole games against real deployments and print what they cost. `--help` says how."""

import argparse
import resource
import sys
from pathlib import Path

from loadtest import report
from loadtest.plan import LONG, QUICK, SERVERS, Run
from tests.deployment import postgres_answers


def main() -> int:
    """Measure, print, write; 1 when anything was lost, doubled or told wrongly."""
    parser = argparse.ArgumentParser(prog="python -m loadtest", description="The benchmark of live games, and of the door.")
    parser.add_argument("--quick", action="store_true", help="about half the time, one round")
    parser.add_argument("--only", choices=list(SERVERS), help="one deployment instead of both")
    parser.add_argument("--doors", action="store_true", help="signing in alone")
    parser.add_argument("--out", type=Path, default=Path("benchmark.md"), help="where the report goes; JSON beside it")
    chosen = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    kinds = [chosen.only] if chosen.only else list(SERVERS)
    if "shared" in kinds and not postgres_answers():
        print("No PostgreSQL answers (TEST_POSTGRES_URL): only the embedded deployment is measured.")
        kinds.remove("shared")
    run = Run(QUICK if chosen.quick else LONG, kinds)
    run.signing_in() if chosen.doors else run.all()
    report.write(run, chosen.out)
    print("\n" + report.text(run))
    print(f"Written to {chosen.out} and {chosen.out.with_suffix('.json')}.")
    return 1 if run.losses else 0


if __name__ == "__main__":
    sys.exit(main())
