"""Free text -> a case, an intent and a place. Masks first; compiled once, then linear in the length of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.condition import Choice, Part, Span
from knowledge.county import Counties
from knowledge.facets import Facets
from knowledge.lexicon import Lexicon
from knowledge.reading.case import CaseBuilder, Found
from knowledge.reading.commands import CommandReader
from knowledge.reading.intents import Decided, IntentReader
from knowledge.reading.mask import Mask, Masked
from knowledge.reading.meanings import MeaningFinder, Said, Told, values
from knowledge.reading.moves import MoveReader
from knowledge.reading.negation import NegationReader
from knowledge.reading.numbers import Age, AgeReader
from knowledge.reading.onset import Onset, OnsetReader, current
from knowledge.reading.pattern import Spelling
from knowledge.reading.phrases import Pairs, Piece, Scores, Text, in_three, joined, pieces_of
from knowledge.reading.places import Place, PlaceReader, chosen, several
from knowledge.reading.tokens import Word, merged, tokenise
from knowledge.reading.words import Vocabulary
from knowledge.uncollected import uncollected

BRIEF = 3
SURE = 0.97


@dataclass(frozen=True)
class Reading:
    """What a message says. `said` holds only what stands in the text; `seen` the phrase behind every part of it.

    `several_counties`: places of more than one are named, so that there is no `county`, and none known before is meant.
    `harm`: an emergency that may not be a matter of minutes, as when somebody is beaten.
    """

    text: str
    masked: tuple[str, ...]
    intent: str
    language: str
    command: str | None
    county: str | None
    municipality: str | None
    said: dict[str, Part]
    age: int | None
    age_group: str | None
    topics: frozenset[str]
    confidence: float
    seen: tuple[tuple[str, str, str], ...]
    several_counties: bool = False
    moves: frozenset[str] = frozenset()
    harm: bool = False


class Reader:
    """Reads messages. Safe to share: nothing changes after construction but bounded caches."""

    @uncollected()
    def __init__(self, facets: Facets, lexicon: Lexicon, counties: Counties) -> None:
        self.facets = facets
        self.lexicon = lexicon
        spelling = Spelling()
        self.meanings = MeaningFinder(lexicon, facets, spelling)
        self.meant = frozenset(spelling.inflected | spelling.exact)
        self.intents = IntentReader(lexicon, facets, spelling)
        self.vocabulary = vocabulary_of(lexicon, spelling, self.meanings.combining)
        self.negation = NegationReader(lexicon.negation)
        self.places = PlaceReader(counties, lexicon.places, self.vocabulary.ordinary)
        self.ages = AgeReader(lexicon.ages, self._meaningful)
        self.onsets = OnsetReader(lexicon.ages)
        self.cases = CaseBuilder(facets, lexicon.decision, lexicon.prefer)
        self.persons = frozenset((*lexicon.ages.persons, *lexicon.ages.others, *lexicon.negation.others_present))
        self.masker = Mask(lexicon.masking, self._known, self._surely_known, self.places.after)
        self.commands = CommandReader(lexicon)
        self.moves = MoveReader(lexicon.moves)
        self.english, self.swedish = frozenset(lexicon.english), frozenset(lexicon.swedish)
        self.near = frozenset(lexicon.negation.near)

    def mask(self, text: str) -> Masked:
        """The first step alone, for whatever must be stored or logged without being read."""
        return self.masker.hide(text)

    def read(self, text: str, today: date, county: str | None = None) -> Reading:
        """What `text` says on the day `today`, by someone in `county` if that is known."""
        masked = self.mask(text)
        words = merged(tokenise(masked.text), self.vocabulary.exact)
        language = self._language(words)
        places = self.places.read(words, self._taken(words))
        meant, turns = self.places.meant(words, places)
        place = chosen(meant)
        stands = Text(*self._pieces(words, places))
        where = place.target.county if place else county
        found = self.meanings.find(words, stands, Told(language, where))
        ages = self.ages.read(words, today)
        said, denied = self._sorted(found, words, turns)
        case = self.cases.build(Found(said, denied, words, where))
        past = self.onsets.of(words, ages, frozenset(item.last for item in said if item.facet == "diagnosis"))
        age = current(ages, past)
        self._add_ages(case, age, past)
        signs = self._signs(words, masked, place, language) + (["meant"] if found or age else [])
        decided = self.intents.decide(stands, case, signs)
        case = self._dropped(case, decided.intent)
        return Reading(
            text=masked.text,
            masked=masked.kinds,
            intent=decided.intent,
            language=language,
            command=self.commands.read(words),
            county=place.target.county if place else None,
            municipality=place.target.municipality if place else None,
            said=case,
            age=age.exact if age else None,
            age_group=self._group(case.get("age")),
            topics=self._topics(case),
            confidence=_confidence(said, place, decided),
            seen=self._seen(masked.text, words, [item for item in said if self._kept(item, case.get(item.facet))], age, place),
            several_counties=several(meant),
            moves=self.moves.read(words),
            harm=decided.harm,
        )

    def _known(self, word: str) -> bool:
        return self._is_word(word) or self.places.knows(word)

    def _surely_known(self, word: str) -> bool:
        return self._is_word(word) or self.places.names_one(word)

    def _is_word(self, word: str) -> bool:
        return word.lower() in self.persons or self.vocabulary.knows(word.lower())

    def _meaningful(self, word: Word) -> bool:
        resolved = self.vocabulary.resolve(word.lower)
        if any(item.word in self.meant for item in resolved.found) or any(resolved.parts):
            return True
        return self.places.knows(word.text)

    def _taken(self, words: Sequence[Word]) -> frozenset[int]:
        """Positions of words that are no misspelt place: known as spelt, or compounds of known words."""
        lower = enumerate(word.lower for word in words)
        return frozenset(at for at, word in lower if self.vocabulary.resolve(word).settled(0.94 if len(word) > 4 else SURE))

    def _pieces(self, words: Sequence[Word], places: Sequence[Place]) -> tuple[list[Piece], Pairs]:
        """The pieces of the text; a word read as a place is nothing else, unless it also is a lexicon word as spelt."""
        named = {at for p in places if not p.target.nickname for at in range(p.first, p.last + 1)}
        heads = {p.first: p.head for p in places if p.head}
        pieces = pieces_of(words, self.vocabulary)
        threes = in_three(words, self.vocabulary)
        pairs = joined(words, self.vocabulary)
        if named:
            pieces = [self._apart(piece, heads.get(piece.word)) if piece.word in named else piece for piece in pieces]
            threes = [piece for piece in threes if named.isdisjoint(range(piece.word, piece.last + 1))]
            pairs = {at: pair for at, pair in pairs.items() if named.isdisjoint((at, at + 1))}
        return pieces + threes, pairs

    def _apart(self, piece: Piece, head: str | None) -> Piece:
        return piece._replace(found=self._beside_place(piece, head), part=False)

    def _beside_place(self, piece: Piece, head: str | None) -> Scores:
        """What a word read as a place means besides: the lexicon word it is as spelt, or its second part («Kalmarplanen»)."""
        if head:
            return {item.word: item.score for item in self.vocabulary.resolve(head).found}
        return {word: score for word, score in piece.found.items() if score >= SURE and not piece.part}

    def _sorted(self, found: Sequence[Said], words: Sequence[Word], turns: frozenset[int]) -> tuple[list[Said], list[Said]]:
        """What holds and what is denied. Compared or doubted words say nothing."""
        if not found:
            return [], []
        wide = self.negation.denied(words, spared=turns)
        near = self.negation.denied(words, self.lexicon.negation.near_reach, turns)
        vague = self.negation.compared(words) | self.negation.doubted(words) | self.negation.of_relatives(words)
        said: list[Said] = []
        denied: list[Said] = []
        for item in found:
            if item.first in vague:
                continue
            close = item.facet in self.near
            reach, on = (near, range(item.first, item.last + 1)) if close else (wide, item.on)
            if item.first in reach:
                denied += [] if item.led else [item]
            elif not item.leads and item.last in reach and not self.negation.within(words, on):
                denied.append(item)
            else:
                said.append(item)
        return [item for item in said if not self._taken_back(item, denied, words)], denied

    def _taken_back(self, item: Said, denied: Sequence[Said], words: Sequence[Word]) -> bool:
        """«IF? nej, inte IF»: the same is denied further on."""
        later = [other for other in denied if other.facet == item.facet and other.part == item.part and other.first > item.first]
        if later and values(item.part) & set(self.lexicon.negation.mixed):
            return any(words[other.first].lower == words[item.first].lower for other in later)
        return bool(later)

    def _add_ages(self, case: dict[str, Part], age: Age | None, past: Sequence[Onset]) -> None:
        """The age, and when it began: said of the diagnosis itself, that holds before what the diagnosis stands for."""
        if age:
            case["age"] = age.span
        values = self.lexicon.ages.onset if "onset" in self.facets else {}
        for onset in past if values else ():
            if onset.tied and onset.adult is not None:
                case["onset"] = Choice(all=frozenset({values["adult" if onset.adult else "child"]}))

    def _signs(self, words: Sequence[Word], masked: Masked, place: Place | None, language: str) -> list[str]:
        signs = [language]
        signs += ["place"] if place else []
        signs += ["masked"] if masked.kinds else []
        signs += ["question"] if "?" in masked.text else []
        signs += ["long"] if len(words) > 6 else ["short"]
        signs += [f"masked:{kind}" for kind in masked.kinds]
        if not words:
            signs.append("symbols" if any(ord(ch) > 0x2000 for ch in masked.text) else "empty")
        signs += ["brief"] if len(words) <= BRIEF else []
        elsewhere = sum(word.is_word for word in words) - (place.last - place.first + 1 if place else 0)
        return [*signs, "wordy"] if elsewhere > 1 or (elsewhere and not place) else signs

    def _dropped(self, case: dict[str, Part], intent: str) -> dict[str, Part]:
        """Without values that this intent only mentions in passing."""
        kept = dict(case)
        for facet, dropped in self.lexicon.decision.drops.get(intent, {}).items():
            part = kept.get(facet)
            if isinstance(part, Choice):
                slim = Choice(part.any - set(dropped), part.all - set(dropped), part.none)
                kept.pop(facet)
                kept.update({facet: slim} if slim else {})
        return kept

    def _language(self, words: Sequence[Word]) -> str:
        english = sum(word.lower in self.english for word in words)
        swedish = sum(word.lower in self.swedish for word in words)
        return "en" if english > max(1, swedish) and english * 5 >= len(words) else "sv"

    def _group(self, part: Part | None) -> str | None:
        if not isinstance(part, Span):
            return None
        facet = next((facet for facet in self.facets.groups.values()), None)
        group = facet.group_of((part.low + 1) // 2, part.high // 2) if facet else None
        return group.key if group else None

    def _kept(self, item: Said, part: Part | None) -> bool:
        """Whether what was said is in the case, perhaps as part of a combination."""
        if not isinstance(part, Choice):
            return False
        facet = self.facets[item.facet]
        return bool(values(item.part) & {atom for key in part.all | part.any for atom in (key, *facet.parts(key))})

    def _seen(
        self, text: str, words: Sequence[Word], said: Sequence[Said], age: Age | None, place: Place | None
    ) -> tuple[tuple[str, str, str], ...]:
        """The phrase behind every value, in text order."""
        rows = [(item.first, item.last, item.facet, value) for item in said for value in sorted(values(item.part))]
        if age:
            rows.append((age.first, min(age.last, len(words) - 1), "age", "" if age.exact is None else str(age.exact)))
        if place:
            code, county = place.target.municipality, place.target.county
            rows.append((place.first, place.last, "municipality" if code else "county", code or county))
        return tuple((text[words[first].start : words[last].end], facet, value) for first, last, facet, value in sorted(rows))

    def _topics(self, case: dict[str, Part]) -> frozenset[str]:
        return frozenset(
            key
            for facet in self.facets
            if facet.multiple == "each"
            for key in _held(case.get(facet.key))
            if not facet.by_key[key].listed
        )


def _held(part: Part | None) -> frozenset[str]:
    return values(part) if part else frozenset()


def vocabulary_of(lexicon: Lexicon, spelling: Spelling, combining: frozenset[str]) -> Vocabulary:
    """The vocabulary of all wordings noted in `spelling`; the `combining` words may form compounds."""
    single = [(meaning, word.lower().lstrip("=")) for meaning in lexicon.meanings for word in meaning.words if " " not in word]
    return Vocabulary(
        endings=tuple(sorted(lexicon.endings, key=len, reverse=True)),
        links=lexicon.links,
        inflected=frozenset(spelling.inflected),
        exact=frozenset(spelling.exact),
        rigid=frozenset(word for meaning, word in single if not meaning.fuzzy),
        solid=frozenset(word for meaning, word in single if not meaning.compound),
        ordinary=frozenset(map(str.lower, lexicon.ordinary)),
        combining=combining | frozenset(map(str.lower, lexicon.heads)),
    )


def _confidence(said: Sequence[Said], place: Place | None, decided: Decided) -> float:
    """Between 0 and 1: how plainly the words were spelt, and how clear the intent is."""
    spelling = min([item.score for item in said] + ([place.score] if place else []), default=0.6)
    return round(0.6 * min(1.0, spelling) + 0.4 * decided.margin, 2)
