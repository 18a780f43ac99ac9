"""How soon the product is there, and what it holds: today's knowledge, and all 21 regions. Run: python -m tests.benchmarks.start

All 21: the knowledge as it is and, for every county without an agreement, a synthetic one of 100 rules over the declared facets.
"""

from __future__ import annotations

import compileall
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import yaml

from knowledge.facets import Facet
from knowledge.loader import DATA, Knowledge, load
from tests.benchmarks.accuracy import ROOT, RUNS
from tests.benchmarks.load import running
from tests.benchmarks.measure import Json, goal, part, row, show, spread

RULES = 100
QUESTION = "Vem ansvarar för hjälpmedel till en 8-åring med NPF i Jönköping?"
READY, ANSWER, MEMORY = 2.0, 0.6, 150.0
"""Seconds, seconds and megabytes that are the goals."""
COMMAND = [str(Path(sys.executable).with_name("vem-ansvarar")), "ask", QUESTION]


def main() -> list[Json]:
    """Measure and print. Returns the parts. All code is compiled, as in an installation, also where Python keeps none."""
    for package in ("bot", "dialogs", "knowledge"):
        compileall.compile_dir(ROOT / package, quiet=1)
    with TemporaryDirectory() as folder:
        all_of_them = Path(folder) / "data"
        regions = whole_country(all_of_them)
        places = {"today's knowledge": DATA, f"{regions} regions": all_of_them}
        found: dict[str, list[dict[str, float]]] = {name: [] for name in places}
        for run in range(RUNS):
            for name in sorted(places, reverse=bool(run % 2)):
                found[name].append({**_answered(places[name]), **_ready(places[name], Path(folder) / f"{run}.sqlite")})
    parts = [
        part("Start: one answer from a cold command line", "seconds", list(_rows(found, "answer", ANSWER, "s"))),
        part("Start: the service ready", "seconds", list(_rows(found, "ready", READY, "s"))),
        part("Start: resident memory of the service", "MB", list(_rows(found, "memory", MEMORY, "MB"))),
    ]
    for each in parts:
        show(each)
    return parts


def _rows(found: Mapping[str, list[dict[str, float]]], figure: str, limit: float, unit: str) -> Any:
    for name, runs in found.items():
        made = row(name, spread([run[figure] for run in runs]))
        yield goal(made, f"under {limit:g} {unit}", made["ours"]["median"] < limit)
        if f"{figure} cpu" in runs[0]:
            yield row(f"{name}, processor", spread([run[f"{figure} cpu"] for run in runs]))


def _answered(knowledge: Path) -> dict[str, float]:
    """One question from the command line."""
    begun = time.perf_counter()
    before = os.times()
    subprocess.run(COMMAND, env={**os.environ, "KNOWLEDGE_DIR": str(knowledge)}, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    after = os.times()
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    return {"answer": time.perf_counter() - begun, "answer cpu": worked}


def _ready(knowledge: Path, database: Path) -> dict[str, float]:
    """`serve` until it says that it is ready, with a database that it has made before, and the memory then held."""
    settings = {"KNOWLEDGE_DIR": str(knowledge), "DATABASE_URL": f"sqlite:///{database}"}
    with running("product", settings):
        pass
    begun = time.perf_counter()
    with running("product", settings) as bot:
        return {
            "ready": time.perf_counter() - begun,
            "ready cpu": bot.cpu,
            "memory": psutil.Process(bot.process.pid).memory_info().rss / 1e6,
        }


def whole_country(root: Path) -> int:
    """Write the knowledge of every county to `root`; how many there are."""
    shutil.copytree(DATA, root)
    known = load(DATA)
    for number, county in enumerate(known.counties.counties):
        if county.key not in known.covered:
            content = yaml.safe_dump(_agreement(known, county.key, county.name, number), allow_unicode=True, sort_keys=False)
            (root / "agreements" / f"{county.key}.yaml").write_text(content, encoding="utf-8")
    return len(load(root).covered)


def _agreement(known: Knowledge, county: str, name: str, number: int) -> Json:
    chance = random.Random(number)
    facets = [facet for facet in known.facets if facet.kind == "choice" and facet.asked and len(facet.values) > 2]
    rules = [_rule(f"S{chr(65 + number)}", place, facets, chance) for place in range(RULES)]
    head = {"id": f"{county}-synthetic".replace("_", "-"), "county": county, "title": f"Överenskommelse, {name}", "cite": name}
    return {
        **head,
        "silent": "Det står inte där.",
        "turn_to": "Fråga.",
        "document": {"file": "x.txt", "title": "x"},
        "rules": rules,
    }


def _rule(prefix: str, place: int, facets: list[Facet], chance: random.Random) -> Json:
    told = chance.sample(facets, chance.randint(2, min(4, len(facets))))
    when = {facet.key: chance.choice([value.key for value in facet.values if value.listed]) for facet in told}
    principal = chance.choices(["region", "kommun", "both"], [48, 48, 4])[0]
    text = f"{principal.capitalize()} svarar för insats {place} efter bedömning av den som möter personen i vardagen."
    return {"id": f"{prefix}-{place}", "text": text, "principal": principal, "when": when}


if __name__ == "__main__":
    main()
