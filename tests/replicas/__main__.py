"""The run with three replicas: `make replicas`. Exit code 1 when an interview ended wrong, or something was lost or doubled."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.replicas.cluster import NoServerError
from tests.replicas.run import Plan, Run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.replicas", description=__doc__)
    plan = Plan()
    parser.add_argument("--interviews", type=int, default=plan.interviews)
    parser.add_argument("--kills", type=int, default=plan.kills)
    parser.add_argument("--pause", type=float, default=12.0, help="the most seconds a user thinks")
    parser.add_argument("--seed", type=int, default=plan.seed)
    parser.add_argument("--lease", type=float, help="seconds after which what a killed process sent is taken over")
    plan = Plan(**vars(parser.parse_args()))
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures = asyncio.run(Run(plan, Path(folder), say).run())
        except NoServerError as error:
            say(str(error))
            return 2
    say("\n".join(figures.lines()))
    say("sound" if figures.sound else "NOT SOUND")
    return 0 if figures.sound else 1


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
