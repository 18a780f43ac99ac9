"""Ages at which an impairment began, told apart from the age of the person: «debut vid 45», «förlamad när han var 8»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.condition import Span
from knowledge.lexicon import Ages
from knowledge.reading.forms import fold
from knowledge.reading.numbers import Age
from knowledge.reading.tokens import Word

GROWN_UP = 18
EVENT_REACH, TIE_REACH = 5, 2


@dataclass(frozen=True, slots=True)
class Onset:
    """A time in the past. `tied`: what began then is said beside it, so that it holds whatever a diagnosis stands for."""

    age: Age
    tied: bool

    @property
    def adult(self) -> bool | None:
        """Whether that was in adult life; None when the age leaves it open."""
        low, high = _years(self.age.span)
        return True if low >= GROWN_UP else False if high < GROWN_UP else None


class OnsetReader:
    """Knows the ages that are times in the past by the words before them."""

    def __init__(self, ages: Ages) -> None:
        self.words = {name: frozenset(map(fold, getattr(ages, name))) for name in _LISTS}
        self.events = tuple(self.words["onset_events"])

    def of(self, words: Sequence[Word], ages: Sequence[Age], diagnoses: frozenset[int]) -> list[Onset]:
        """Those of `ages`, which stand in `words`, that tell when something began; `diagnoses` end at these words."""
        folded = [fold(word.lower) for word in words] if ages else []
        found = (self._onset(words, folded, age, diagnoses) for age in ages)
        return [onset for onset in found if onset]

    def _onset(self, words: Sequence[Word], folded: Sequence[str], age: Age, diagnoses: frozenset[int]) -> Onset | None:
        at = age.first
        if not at or words[at].clause != words[at - 1].clause or self._has("born", folded, at):
            return None
        if self._has("onset_near", folded, at - 1) and self._event(words, folded, at):
            return Onset(age, tied=True)
        cue = self._cue(folded, age)
        return Onset(age, self._tied(words, folded, cue, diagnoses)) if cue is not None else None

    def _event(self, words: Sequence[Word], folded: Sequence[str], at: int) -> bool:
        """A word such as «debut» or «insjuknade» before the number at `at`, in the same clause."""
        near = range(max(0, at - EVENT_REACH), at)
        return any(words[back].clause == words[at].clause and folded[back].endswith(self.events) for back in near)

    def _cue(self, folded: Sequence[str], age: Age) -> int | None:
        """Where «när han var 8» or «vid 8 års ålder» begins."""
        at = age.first
        when = (self._has("persons", folded, at - 2), self._has("onset_when", folded, at - 3))
        if self._has("onset_was", folded, at - 1) and all(when):
            return at - 3
        cues = "onset_near" if self._has("aged", folded, age.last + 1) else "onset_before"
        beside = age.exact is not None and self._has(cues, folded, at - 1)
        return at - 1 if beside and not self._has("turns", folded, age.last + 1) else None

    def _tied(self, words: Sequence[Word], folded: Sequence[str], cue: int, diagnoses: frozenset[int]) -> bool:
        """Whether an event or a diagnosis stands right before the cue: «ryggmärgsskada sedan 40 års ålder»."""
        for back in range(cue - 1, max(-1, cue - 2 - TIE_REACH), -1):
            if words[back].clause != words[cue].clause or self._has("onset_breaks", folded, back):
                return False
            if back in diagnoses or folded[back].endswith(self.events):
                return True
        return False

    def _has(self, name: str, folded: Sequence[str], at: int) -> bool:
        return 0 <= at < len(folded) and folded[at] in self.words[name]


_LISTS = (
    *("born", "turns", "persons", "aged", "onset_before", "onset_near"),
    *("onset_events", "onset_when", "onset_was", "onset_breaks"),
)


def _years(span: Span) -> tuple[int, int]:
    return (span.low + 1) // 2, span.high // 2


def current(ages: Sequence[Age], past: Sequence[Onset]) -> Age | None:
    """The age of the person asked about: the most plainly said of those that are no past ones, the first of equals."""
    over = [onset.age for onset in past]
    now = [age for age in ages if age not in over]
    return max(now, key=lambda age: (age.weight, -age.first)) if now else None
