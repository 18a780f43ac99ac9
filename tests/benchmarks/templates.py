"""Understanding by sentence templates: hassil, with templates for the same intents and slots (templates.yaml)."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from dialogs.world import World
from tests.benchmarks.baselines import Json, Keywords, answered

TEMPLATES = Path(__file__).with_suffix(".yaml")
LISTS = ("need", "diagnosis", "housing", "age_group", "county")


class Templates:
    """The template that fits the whole question, with its slots. What fits none is taken for the usual question, without any."""

    def __init__(self, world: World, keywords: Keywords) -> None:
        self.world = world
        hassil: Any = import_module("hassil")
        self.recognize = hassil.recognize_best
        templates: Json = yaml.safe_load(TEMPLATES.read_text(encoding="utf-8"))
        self.intents = hassil.Intents.from_dict({**templates, "lists": _lists(keywords)})

    def __call__(self, text: str) -> Json:
        found = self.recognize(text.lower().strip(" ?!."), self.intents)
        slots = defaultdict(list)
        for entity in found.entities_list if found else ():
            slots[entity.name].append(entity.value)
        said: Json = {facet: values[0] for facet, values in slots.items() if facet != "county"}
        said |= {"diagnosis": list(dict.fromkeys(slots["diagnosis"]))}
        if "age" in said:
            said |= {"age": int(said["age"]), "age_group": None}
        intent = found.intent.name if found else "who_is_responsible"
        return answered(self.world, text, intent, next(iter(slots["county"]), None), said)


def _lists(keywords: Keywords) -> Json:
    """The wordings that `keywords` looks up, by facet, and the ages."""
    values: dict[str, list[Json]] = {name: [] for name in LISTS}
    for wording, meant in keywords.table.items():
        for facet, value in meant:
            if facet in values:
                values[facet].append({"in": wording, "out": value})
    return {**{name: {"values": found} for name, found in values.items()}, "age": {"range": {"from": 0, "to": 120}}}
