"""How the time to read grows with the lexicon and with the text."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import cycle

from knowledge.lexicon import Lexicon
from knowledge.lexicon_yaml import load_lexicon
from knowledge.loader import Knowledge, load
from knowledge.reading import Reader
from tests.benchmarks.accuracy import FILES, RUNS, median_seconds, one_core, questions_of, ratio, say, table
from tests.benchmarks.baselines import DAY, Json

SIZES = (1, 4, 16)
LENGTHS = (200, 2_000, 20_000)
SEED = 2026
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS, _CONSONANTS, _RARE = "aeiouyåäö", "bdfghjklmnprstv", "qxzw"


class Invented:
    """Words nobody uses, one for every word asked for: as long, and vowels where it has vowels."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.known: dict[str, str] = {}

    def text(self, text: str) -> str:
        """`text` with every word of letters invented, and all signs kept."""
        return _LETTERS.sub(lambda found: self.word(found[0]), text)

    def texts(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Each of `texts` so."""
        return tuple(map(self.text, texts))

    def word(self, word: str) -> str:
        """Another word of that shape. The first letter stays; a short word gets a rare one, not to be a real word."""
        low = word.lower()
        if low not in self.known:
            made = low[0] + "".join(self.draw.choice(_VOWELS if ch in _VOWELS else _CONSONANTS) for ch in low[1:])
            self.known[low] = made if len(low) > 5 else made[:-1] + self.draw.choice(_RARE)
        return self.known[low].upper() if word.isupper() else self.known[low]


def grown(lexicon: Lexicon, times: int) -> Lexicon:
    """`lexicon` with `times` - 1 copies of its meanings, cues and lists in invented words."""
    meanings, cues, lists = list(lexicon.meanings), list(lexicon.cues), dict(lexicon.lists)
    for copy in range(1, times):
        new = Invented(SEED + copy)
        lists |= {new.text(name): new.texts(words) for name, words in lexicon.lists.items()}
        meanings += [
            m.model_copy(update={key: new.texts(getattr(m, key)) for key in ("words", "unless", "near")})
            for m in lexicon.meanings
        ]
        cues += [
            c.model_copy(update={key: new.texts(getattr(c, key)) for key in ("words", "unless", "near")}) for c in lexicon.cues
        ]
    more = {"meanings": tuple(meanings), "cues": tuple(cues), "lists": lists, "origins": lexicon.origins * times}
    return lexicon.model_copy(update=more)


def main() -> Json:
    """Measure and print. Returns times by lexicon size and by text length."""
    one_core()
    knowledge = load()
    lexicon = load_lexicon(knowledge.root, knowledge.facets)
    texts = [question["text"] for path in FILES.values() for question in questions_of(path)]
    return {"lexicon": _by_lexicon(knowledge, lexicon, texts), "text": _by_length(knowledge, lexicon, texts)}


def _by_lexicon(knowledge: Knowledge, lexicon: Lexicon, texts: Sequence[str]) -> list[Json]:
    found: list[Json] = []
    readings = _readings(_reader(knowledge, lexicon), texts)
    for times in SIZES:
        bigger = grown(lexicon, times)
        make = partial(_reader, knowledge, bigger)
        reader = make()
        row = {
            "size": f"{times}x",
            "wordings": sum(len(words) for words in (*(m.words for m in bigger.meanings), *(c.words for c in bigger.cues))),
            "words": len(reader.vocabulary.inflected | reader.vocabulary.exact),
            "build_ms": 1000 * median_seconds(make),
            "first_us": 1e6 * _first(make, texts) / len(texts),
            "again_us": 1e6 * median_seconds(partial(_read_all, reader, texts)) / len(texts),
            "same": sum(int(alike) for alike in map(_equal, _readings(reader, texts), readings)) / len(texts),
        }
        found.append({key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()})
    columns = ("size", "wordings", "words", "build_ms", "first_us", "again_us", "same")
    rows = [[row[key] for key in columns] + [ratio(row[key], found[0][key]) for key in ("build_ms", "first_us")] for row in found]
    heads = ("lexicon", "wordings", "words", "build ms", "us, new words", "us, seen words", "read the same", "build", "new words")
    say(table(f"Reading time per question and size of the lexicon (CPU time, median of {RUNS} runs)", heads, rows))
    return found


def _by_length(knowledge: Knowledge, lexicon: Lexicon, texts: Sequence[str]) -> list[Json]:
    make = partial(_reader, knowledge, lexicon)
    found: list[Json] = []
    for length in LENGTHS:
        long = _long(texts, length)
        row = {"read_ms": 1000 * _first(make, [long]), "mask_ms": 1000 * median_seconds(partial(make().mask, long))}
        found.append({"characters": length, **{key: round(value, 4) for key, value in row.items()}})
    base = found[0]
    rows = [[*row.values(), *(ratio(row[key], base[key]) for key in ("characters", "read_ms", "mask_ms"))] for row in found]
    heads = ("characters", "read ms", "mask ms", "characters", "read", "mask")
    say(table(f"Time and length of the text (CPU time, median of {RUNS} runs, new words)", heads, rows))
    return found


def _reader(knowledge: Knowledge, lexicon: Lexicon) -> Reader:
    return Reader(knowledge.facets, lexicon, knowledge.counties)


def _first(make: Callable[[], Reader], texts: Sequence[str]) -> float:
    """Seconds to read `texts` by readers that have met none of the words before."""
    readers = iter([make() for _ in range(RUNS)])
    return median_seconds(lambda: _read_all(next(readers), texts))


def _read_all(reader: Reader, texts: Sequence[str]) -> None:
    for text in texts:
        reader.read(text, DAY)


def _readings(reader: Reader, texts: Sequence[str]) -> list[Mapping[str, object]]:
    return [vars(reader.read(text, DAY)) for text in texts]


def _equal(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    return all(one[key] == other[key] for key in ("intent", "county", "said", "age"))


def _long(texts: Sequence[str], length: int) -> str:
    """Different questions one after the other, `length` characters in all."""
    parts: list[str] = []
    for text in cycle(texts):
        parts.append(text)
        if sum(len(part) + 2 for part in parts) >= length:
            break
    return ". ".join(parts)[:length]


if __name__ == "__main__":
    main()
