"""Simple ways to understand a question, to see what the reading is worth: looking up words, and the most similar example.

Both understand only; the answer follows by the product's own engine, so that any difference comes from the understanding.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any

from bot.cli.contract import to_json
from dialogs.world import World
from knowledge.answer import answer
from knowledge.condition import parse_said
from knowledge.enquiry import Enquiry
from knowledge.lexicon import Lexicon

Json = dict[str, Any]
Answerer = Callable[[str], Json]

DAY = date(2026, 11, 22)
COPIED = ("diagnosis", "housing", "need")
_SYNTAX = re.compile(r"[<>()|…\[\]+^&]|\.\.\.")
_AGE = re.compile(r"(?<!\d)(\d{1,3})[ -]?år")
_WORD = re.compile(r"\w+")


def answered(world: World, text: str, intent: str, county: str | None, slots: Mapping[str, Any]) -> Json:
    """The product's answer to a question understood as given. Nothing is masked."""
    said = parse_said({key: value for key, value in slots.items() if value is not None}, world.knowledge.facets, DAY.year)
    enquiry = Enquiry(intent=intent, day=DAY, county=county, said=said, text=text)
    return {**to_json(world, answer(world.knowledge, enquiry)), "text": text}


class Keywords:
    """Words looked up as they stand: no inflection, no misspelling, no compound, no negation, no weights.

    The table holds the `first` wordings that the lexicon has for each value and intent (None: all of them), and every
    county and municipality.
    """

    def __init__(self, world: World, lexicon: Lexicon, first: int | None) -> None:
        self.world = world
        self.order: list[str] = list(lexicon.decision.order)
        taken: Counter[tuple[str, str]] = Counter()
        self.table: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for facet, value, wording in self._wordings(lexicon):
            if first is None or facet == "county" or taken[facet, value] < first:
                taken[facet, value] += 1
                self.table[wording].append((facet, value))
        self.longest = max(wording.count(" ") + 1 for wording in self.table)

    def __call__(self, text: str) -> Json:
        found = self.found(text)
        return answered(self.world, text, self.intent(found), self.county(found), self.slots(text, found))

    def found(self, text: str) -> list[tuple[str, str]]:
        """Every facet and value whose wording stands in `text`, in text order."""
        words = _WORD.findall(text.lower())
        spans = (" ".join(words[at : at + n]) for at in range(len(words)) for n in range(self.longest, 0, -1))
        return [meant for span in spans for meant in self.table.get(span, ())]

    def intent(self, found: Sequence[tuple[str, str]]) -> str:
        """The one with most words."""
        hits = Counter(value for facet, value in found if facet == "intent")
        return max(hits, key=lambda intent: (hits[intent], -self.order.index(intent))) if hits else "who_is_responsible"

    def county(self, found: Sequence[tuple[str, str]]) -> str | None:
        """The first one named."""
        return next((value for facet, value in found if facet == "county"), None)

    def slots(self, text: str, found: Sequence[tuple[str, str]]) -> Json:
        """All diagnoses, and the first of everything else."""
        slots: Json = {facet: value for facet, value in reversed(found) if facet not in ("county", "intent")}
        slots["diagnosis"] = list(dict.fromkeys(value for facet, value in found if facet == "diagnosis"))
        age = _AGE.search(text.lower())
        if age and int(age[1]) <= 120:
            slots = {**slots, "age": int(age[1]), "age_group": None}
        return slots

    def _wordings(self, lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
        needs = self.world.knowledge.facets["need"].by_key
        for meaning in lexicon.meanings:
            for facet in ("age_group", *COPIED):
                means = meaning.means.get(facet)
                for value in [means] if isinstance(means, str) else means if isinstance(means, list) else []:
                    if facet != "need" or needs[value].listed:
                        yield from ((facet, value, wording) for wording in _plain(meaning.words))
        for cue in lexicon.cues:
            yield from (("intent", cue.intent, wording) for wording in _plain(cue.words))
        for county in self.world.knowledge.counties.counties:
            names = (county.short, county.name, county.region, *county.municipalities.values())
            yield from (("county", county.key, wording) for name in names for wording in _plain([name]))


class Nearest:
    """The most similar other example (TF-IDF over letters, cosine): its intent, diagnosis, housing and need are taken over.

    County and age, which no other question can tell, are looked up as `Keywords` does. The question itself, and any with
    the same text, is left out.
    """

    def __init__(self, world: World, keywords: Keywords, examples: Sequence[Mapping[str, Any]]) -> None:
        self.world = world
        self.keywords = keywords
        self.examples = examples
        self.texts = [example["text"] for example in examples]
        sklearn: Any = import_module("sklearn.feature_extraction.text")
        self.vectorizer = sklearn.TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        self.matrix = self.vectorizer.fit_transform(self.texts).T.tocsr()

    def __call__(self, text: str) -> Json:
        likeness = (self.vectorizer.transform([text]) @ self.matrix).toarray()[0]
        others = (at for at in range(len(self.texts)) if self.texts[at] != text)
        example = self.examples[max(others, key=lambda at: likeness[at])]
        found = self.keywords.found(text)
        slots = self.keywords.slots(text, found) | {facet: example["slots"].get(facet) for facet in COPIED}
        return answered(self.world, text, example["intent"], self.keywords.county(found), slots)


def _plain(wordings: Sequence[str]) -> Iterator[str]:
    """Those without signs, as lower-case words."""
    for wording in wordings:
        words = _WORD.findall(wording.lower())
        if words and not _SYNTAX.search(wording):
            yield " ".join(words)
