"""Other rule engines with the rules of an agreement: zen-engine (PyPI) and json-rules-engine (npm, through node).

A peer that cannot be installed here is left out, and a line says so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from knowledge.agreement import Agreement
from tests.benchmarks.accuracy import say, seconds

NODE = Path(sys.prefix) / "node"
"""Where npm packages go: beside the PyPI peers, in the environment that runs this."""
SCRIPT = Path(__file__).with_name("rules.cjs")
PACKAGE = "json-rules-engine@^7.3"
PLACE = {"x": 0, "y": 0}
Case = dict[str, str]


class Peer(Protocol):
    """An engine that holds the rules. `most`: cases to decide in one run, by the number of rules."""

    name: str
    most: dict[int, int]

    def run(self, cases: Sequence[Case]) -> tuple[float, list[set[str]]]:
        """The processor seconds for all cases, and the ids of the rules that hold in each."""


class Zen:
    """zen-engine: a decision table with the hit policy collect, a row for every condition of a rule."""

    name = "zen-engine"
    most = {50: 200, 500: 100, 5_000: 20, 20_000: 8}  # noqa: RUF012 - never changed

    def __init__(self, given: Agreement, facets: int) -> None:
        self.decision: Any = import_module("zen").ZenEngine().create_decision(json.dumps(_table(given, facets)))

    def run(self, cases: Sequence[Case]) -> tuple[float, list[set[str]]]:
        """See Peer."""
        results: list[list[Json]] = []
        taken = seconds(lambda: results.extend(self.decision.evaluate(case)["result"] for case in cases))
        return taken, [{hit["rule"] for hit in found} for found in results]


class JsonRules:
    """json-rules-engine in a node of its own, which times itself."""

    name = "json-rules-engine"
    most = {50: 40, 500: 5, 5_000: 2, 20_000: 1}  # noqa: RUF012 - never changed

    def __init__(self, given: Agreement) -> None:
        command = ["node", "--expose-gc", str(SCRIPT)]
        self.process = subprocess.Popen(command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        self.kib = self._ask({"rules": [{"id": rule.id, "whens": rule.alternatives} for rule in given.rules]})["bytes"] / 1024

    def run(self, cases: Sequence[Case]) -> tuple[float, list[set[str]]]:
        """See Peer."""
        answer = self._ask({"cases": cases})
        return answer["seconds"], [set(found) for found in answer["hits"]]

    def close(self) -> None:
        """Let node end."""
        self.process.communicate()

    def _ask(self, question: Json) -> Json:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer: Json = json.loads(self.process.stdout.readline())
        return answer


Json = dict[str, Any]


@contextmanager
def engines(given: Agreement, facets: int) -> Iterator[list[Peer]]:
    """Every peer that there is here, with the rules of an agreement."""
    found: list[Peer] = [Zen(given, facets)] if find_spec("zen") else []
    node = JsonRules(given) if installed() else None
    try:
        yield [*found, node] if node else found
    finally:
        if node:
            node.close()


def installed() -> bool:
    """Whether json-rules-engine can be run. Fetched by npm the first time."""
    return (NODE / "node_modules" / "json-rules-engine").is_dir() and shutil.which("node") is not None


def install() -> None:
    """Fetch what is missing, and say what is left out."""
    if not find_spec("zen"):
        say("zen-engine is left out: it is not installed. See tests/benchmarks/requirements.txt.")
    if installed():
        return
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        say("json-rules-engine is left out: it needs node and npm, and they are not on the path.")
        return
    NODE.mkdir(exist_ok=True)
    command = [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(NODE), PACKAGE]
    if subprocess.run(command, check=False).returncode:  # noqa: S603
        say(f"json-rules-engine is left out: npm could not install {PACKAGE}.")


def _table(given: Agreement, facets: int) -> Json:
    keys = [f"f{number}" for number in range(facets)]
    rows = [
        {
            "_id": f"{rule.id}.{number}",
            "rule": json.dumps(rule.id),
            **{key: ", ".join(map(json.dumps, when.get(key, ()))) for key in keys},
        }
        for rule in given.rules
        for number, when in enumerate(rule.alternatives)
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": key, "name": key, "field": key} for key in keys],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": rows,
    }
    kinds = {"in": "inputNode", "table": "decisionTableNode", "out": "outputNode"}
    nodes = [{"id": key, "name": key, "type": kind, "position": PLACE} for key, kind in kinds.items()]
    nodes[1]["content"] = table
    edges = [{"id": a + b, "type": "edge", "sourceId": a, "targetId": b} for a, b in (("in", "table"), ("table", "out"))]
    return {"nodes": nodes, "edges": edges}
