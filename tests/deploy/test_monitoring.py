"""The dashboard and the alerts stand on figures that the service gives, and leave none of them out."""

# ruff: noqa: S603 - our own commands

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from deploy.containerfile import ROOT
from prometheus_client.parser import text_string_to_metric_families

from bot.telemetry import Metrics

DASHBOARD = json.loads((ROOT / "deploy" / "grafana.json").read_text("utf-8"))
ALERTS = ROOT / "deploy" / "alerts.yaml"
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text("utf-8")
OF_PROMETHEUS = {"up"}
LEFT_OUT: set[str] = set()
"""Metrics that the dashboard does without."""
FUNCTIONS = {
    "sum",
    "by",
    "rate",
    "increase",
    "histogram_quantile",
    "max",
    "count",
    "absent",
    "min_over_time",
    "or",
    "label_values",
}


def samples() -> dict[str, set[str]]:
    """Every name that /metrics can give, with the labels that it can carry."""
    metrics = Metrics()
    labels = {metric._name: set(metric._labelnames) for metric in vars(metrics).values() if hasattr(metric, "_labelnames")}
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(metrics.text().decode()):
        if family.name.endswith("_created"):  # when it was made: of no use here
            continue
        for suffix in {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"], "gauge": [""]}[family.type]:
            found[family.name + suffix] = labels[family.name] | ({"le"} if suffix == "_bucket" else set())
    return found


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def shown() -> list[str]:
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def names(expression: str) -> Iterator[str]:
    """The metrics that an expression reads."""
    bare = re.sub(r"\{[^}]*\}|\[[^]]*\]|\b(by|on) \([^)]*\)", "", expression)
    yield from (word for word in re.findall(r"[a-z_]\w*", bare) if word not in FUNCTIONS)


EXPRESSIONS = [*shown(), *(rule["expr"] for rule in rules())]


def test_the_reading_of_expressions() -> None:
    read = names('histogram_quantile(0.9, sum by (le) (rate(a_bucket{job=~"$job"}[5m]))) > b or absent(c)')
    assert list(read) == ["a_bucket", "b", "c"]
    assert "bot_turn_seconds_bucket" in samples()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_metric_that_is_read_exists(expression: str) -> None:
    assert set(names(expression)) - set(samples()) - OF_PROMETHEUS == set()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_label_that_is_read_exists(expression: str) -> None:
    there = {"job", "instance"} | {label for name in names(expression) for label in samples().get(name, ())}
    read = set(re.findall(r"(\w+)(?:=~|=)\"", expression))
    for group in re.findall(r"by \(([^)]*)\)", expression):
        read |= set(group.replace(" ", "").split(","))
    assert read - there == set()


def test_every_metric_of_the_service_is_shown() -> None:
    read = {re.sub(r"_(bucket|sum|count)$", "", name) for expression in shown() for name in names(expression)}
    given = {re.sub(r"_(bucket|sum|count)$", "", name) for name in samples()}
    assert given - read == LEFT_OUT


def test_every_kind_that_is_asked_for_is_counted() -> None:
    """A misspelt kind or result would never fire."""
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    counted = set(re.findall(r"failures\.labels\(\"(\w+)\"", sources))
    asked = {kind for rule in rules() for group in re.findall(r'kind=~?"([^"]+)"', rule["expr"]) for kind in group.split("|")}
    assert asked
    assert asked - counted == set()
    results = re.search(r"^Result = Literal\[(.*)\]", sources, re.MULTILINE)
    assert results
    assert '"rejected"' in results.group(1)


def test_the_dashboard_can_be_imported_anywhere() -> None:
    variables = {variable["name"]: variable["type"] for variable in DASHBOARD["templating"]["list"]}
    assert variables == {"datasource": "datasource", "job": "query"}
    used = {json.dumps(panel["datasource"]) for panel in DASHBOARD["panels"]}
    used |= {json.dumps(target["datasource"]) for panel in DASHBOARD["panels"] for target in panel["targets"]}
    assert used == {'{"type": "prometheus", "uid": "${datasource}"}'}
    assert "id" not in DASHBOARD


def test_panels_stand_beside_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def anchors() -> set[str]:
    """The headings of the runbook as its links name them."""
    headings = re.findall(r"^#+ (.+)$", RUNBOOK, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_every_alert_says_what_to_do(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"].strip()
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert page == "docs/runbook.md"
    assert anchor == rule["alert"].lower()
    assert anchor in anchors()


def test_alerts_have_names_of_their_own() -> None:
    named = [rule["alert"] for rule in rules()]
    assert len(named) == len(set(named)) >= 8


def test_prometheus_takes_the_rules() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed")
    ended = subprocess.run([promtool, "check", "rules", str(ALERTS)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
