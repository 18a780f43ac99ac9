"""How well identity numbers are hidden, and what else is taken for one, beside `personnummer` and `presidio-analyzer`.

The numbers are made up, in birth-number series used for test numbers (98x, 238, 239).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from typing import Any

from knowledge.lexicon_yaml import load_lexicon
from knowledge.loader import load
from knowledge.reading import Reader
from tests.benchmarks.accuracy import RUNS, median_seconds, one_core, ratio, say, table
from tests.benchmarks.baselines import Json

PER_FORM = 200
SEED = 2026
IDENTITY = frozenset({"personnummer", "samordningsnummer"})
TEXTS = (
    "Vem ansvarar för rullstol till {} i Nässjö?",
    "gäller {}, bor i gruppbostad, vem tar rehab",
    "Hej! Patienten ({}) har fått stroke och behöver arbetsterapeut hemma.",
    "{} hab eller kommunen",
    "Behöver vi kalla till SIP för brukare pnr {}?",
    "autism, 8 år: {}; vem utreder",
)


@dataclass(frozen=True)
class Number:
    """A number by its parts: century, year, month, day, the three figures of birth, and the check digit."""

    century: str
    year: str
    month: str
    day: str
    birth: str
    check: str

    @property
    def ymd(self) -> str:
        return self.year + self.month + self.day

    @property
    def last(self) -> str:
        return self.birth + self.check


FORMS: Mapping[str, Callable[[Number], str]] = {
    "10, hyphen": lambda n: f"{n.ymd}-{n.last}",
    "10, plus": lambda n: f"{n.ymd}+{n.last}",
    "10, en dash": lambda n: f"{n.ymd}–{n.last}",
    "10, space": lambda n: f"{n.ymd} {n.last}",
    "10, hyphen in spaces": lambda n: f"{n.ymd} - {n.last}",
    "10, dots": lambda n: f"{n.year}.{n.month}.{n.day}.{n.last}",
    "10, glued": lambda n: f"{n.ymd}{n.last}",
    "12, hyphen": lambda n: f"{n.century}{n.ymd}-{n.last}",
    "12, en dash": lambda n: f"{n.century}{n.ymd}–{n.last}",
    "12, space": lambda n: f"{n.century}{n.ymd} {n.last}",
    "12, date with hyphens": lambda n: f"{n.century}{n.year}-{n.month}-{n.day}-{n.last}",
    "12, dots": lambda n: f"{n.century}{n.year}.{n.month}.{n.day}-{n.last}",
    "12, spaces": lambda n: f"{n.century}{n.year} {n.month} {n.day} {n.last}",
    "12, glued": lambda n: f"{n.century}{n.ymd}{n.last}",
    "glued to a word": lambda n: f"pnr{n.ymd}-{n.last}född",
    "wrong check digit": lambda n: f"{n.ymd}-{n.birth}{(int(n.check) + 1) % 10}",
    "wrong check digit, 10 glued": lambda n: f"{n.ymd}{n.birth}{(int(n.check) + 1) % 10}",
    "wrong check digit, 12 glued": lambda n: f"{n.century}{n.ymd}{n.birth}{(int(n.check) + 1) % 10}",
    "T-number": lambda n: f"{n.ymd}-T{n.birth}",
    "TF-number": lambda n: f"{n.century}{n.ymd}-TF{n.birth[:2]}",
}
APART: Mapping[str, Callable[[Number], str]] = {
    "comma": lambda n: f"{n.ymd}, {n.last}",
    "brackets": lambda n: f"{n.ymd} ({n.last})",
    "line break": lambda n: f"{n.century}{n.ymd}\n{n.last}",
    "date with hyphens, brackets": lambda n: f"{n.century}{n.year}-{n.month}-{n.day} ({n.last})",
    "day first": lambda n: f"{n.day}/{n.month} {n.century}{n.year}, {n.last}",
    "last four named": lambda n: f"{n.ymd}, sista fyra {n.last}",
    "last four named, far away": lambda n: f"{n.ymd} och bor ensam i en stor lägenhet på landet. Kontrollnummer {n.last}",
    "last four named first": lambda n: f"kontrollsiffror {n.last}, född {n.ymd}",
}
COORDINATION = ("10, hyphen", "10, space", "12, hyphen", "12, glued")
DECOYS: Mapping[str, Callable[[random.Random], str]] = {
    "age": lambda r: f"{r.randint(0, 99)} år",
    "ages": lambda r: f"{r.randint(0, 17)}–{r.randint(18, 99)} år",
    "birth year": lambda r: f"född {r.randint(1930, 2025)}",
    "date": lambda r: f"{r.randint(2001, 2029)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
    "date and time": lambda r: f"{r.randint(2001, 2029)}-{r.randint(1, 12):02}-{r.randint(1, 28):02} {r.randint(8, 17):02}.30",
    "two dates": lambda r: f"2025-{r.randint(1, 12):02}-26 - {r.randint(2026, 2029)}-12-{r.randint(1, 31):02}",
    "date and year": lambda r: (
        f"{r.randint(1930, 2009)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}, fick stroke {r.randint(2010, 2026)}"
    ),
    "date and room": lambda r: (
        f"{r.randint(2001, 2029)}-{r.randint(1, 12):02}-{r.randint(1, 28):02} i rum {r.randint(1000, 4999)}"
    ),
    "date and money": lambda r: (
        f"{r.randint(2001, 2029)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}, {r.randint(2100, 9999)} kr"
    ),
    "paragraph": lambda r: f"{r.randint(1, 30)} kap. {r.randint(1, 20)} § SoL",
    "SFS number": lambda r: f"SFS {r.randint(1980, 2026)}:{r.randint(1, 1400)}",
    "ISO code": lambda r: f"ISO 9999 {r.randint(4, 30):02} {r.randint(3, 48):02} {r.randint(3, 48):02}",
    "price": lambda r: f"{r.randint(1, 250)} {r.randint(0, 999):03} kr",
    "municipality codes": lambda r: f"{r.randint(1, 25):02}{r.randint(1, 99):02} {r.randint(1, 25):02}{r.randint(1, 99):02}",
    "years": lambda r: f"{r.randint(2000, 2012)}, {r.randint(2013, 2019)} och {r.randint(2020, 2026)}",
    "company number": lambda r: f"2321{r.randint(20, 99)}-{r.randint(0, 9999):04}",
}
PHONES: Mapping[str, Callable[[random.Random], str]] = {
    "mobile": lambda r: f"07{r.choice('02369')}-{r.randint(100, 999)} {r.randint(10, 99)} {r.randint(10, 99)}",
    "mobile, glued": lambda r: f"07{r.choice('02369')}{r.randint(0, 9_999_999):07}",
    "landline": lambda r: f"036-{r.randint(10, 99)} {r.randint(10, 99)} {r.randint(10, 99)}",
    "abroad": lambda r: f"+467{r.choice('02369')}{r.randint(0, 9_999_999):07}",
}


@dataclass(frozen=True)
class Sample:
    """A text of one form. `secrets` are the date and the last four, neither of which may be left (empty: none)."""

    group: str
    form: str
    text: str
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """What somebody made of a text: what is left of it, and whether an identity number was found."""

    text: str
    identity: bool


Masker = Callable[[str], Seen]


def samples() -> list[Sample]:
    """PER_FORM texts of every form, always the same."""
    draw = random.Random(SEED)
    found = []
    for form, write in FORMS.items():
        found += [_secret("number", form, write, _number(draw, 0), draw) for _ in range(PER_FORM)]
    for form, write in APART.items():
        found += [_secret("apart", form, write, _number(draw, 0), draw) for _ in range(PER_FORM)]
    for form in COORDINATION:
        found += [_secret("coordination", form, FORMS[form], _number(draw, 60), draw) for _ in range(PER_FORM)]
    for group, forms in (("decoy", DECOYS), ("phone", PHONES)):
        for form, make in forms.items():
            found += [Sample(group, form, draw.choice(TEXTS[:4]).format(make(draw))) for _ in range(PER_FORM)]
    return found


def maskers() -> dict[str, Masker]:
    """The product's mask and its peers, by name."""
    return {"product": _product(), "personnummer": _personnummer(), "presidio": _presidio()}


def main() -> Json:
    """Measure and print. Returns shares by form, and microseconds per text."""
    one_core()
    texts = samples()
    everyone = maskers()
    shares = {who: _shares(masker, texts) for who, masker in everyone.items()}
    rows: list[list[object]] = [
        [f"{kind}: {form}", *(shares[who][kind, form] for who in everyone)] for kind, form in shares["product"]
    ]
    micro = {who: 1e6 * median_seconds(partial(_mask_all, masker, texts)) / len(texts) for who, masker in everyone.items()}
    rows.append(["microseconds per text", *(f"{micro[who]:.1f}" for who in everyone)])
    rows.append(["time, ratio", *(ratio(micro[who], micro["product"]) for who in everyone)])
    say(table(f"Identity numbers, {PER_FORM} texts per form (CPU time: median of {RUNS} runs)", ["", *everyone], rows))
    say("hidden: share that left neither date nor last four. false alarm: share taken for one, or with anything taken out.")
    say("phone as identity: share of phone numbers taken for an identity number. Only the product hides them, as such.")
    figures = {who: {f"{kind}: {form}": share for (kind, form), share in found.items()} for who, found in shares.items()}
    return {who: {"shares": figures[who], "us_per_text": round(micro[who], 2)} for who in everyone}


def _mask_all(masker: Masker, texts: list[Sample]) -> None:
    for sample in texts:
        masker(sample.text)


def _shares(masker: Masker, texts: list[Sample]) -> dict[tuple[str, str], float]:
    """Of every form, and over all forms of a kind: the share that is hidden, or falsely taken for a number."""
    hits: dict[tuple[str, str], list[bool]] = {}
    for sample in texts:
        kind, form, hit = _judged(sample, masker(sample.text))
        hits.setdefault((kind, form), []).append(hit)
    for kind in ("hidden", "false alarm", "phone as identity"):
        hits[kind, "ALL"] = [hit for (of, _), found in list(hits.items()) if of == kind for hit in found]
    return {key: sum(found) / len(found) for key, found in hits.items()}


def _judged(sample: Sample, seen: Seen) -> tuple[str, str, bool]:
    if sample.group == "phone":
        return "phone as identity", sample.form, seen.identity
    if sample.group == "decoy":
        return "false alarm", sample.form, seen.identity or seen.text != sample.text
    form = sample.form if sample.group == "number" else f"{sample.group} {sample.form}"
    left = _bare(seen.text)
    return "hidden", form, not any(secret in left for secret in sample.secrets)


def _number(draw: random.Random, added: int) -> Number:
    born = date(1925, 1, 1) + timedelta(days=draw.randrange(36_500))
    day = f"{born.day + added:02}"
    birth = draw.choice(["238", "239", *(f"98{n}" for n in range(10))])
    nine = f"{born:%y%m}{day}{birth}"
    doubled = (int(figure) * (2 - at % 2) for at, figure in enumerate(nine))
    check = -sum(n // 10 + n % 10 for n in doubled) % 10
    return Number(f"{born.year // 100}", f"{born:%y}", f"{born:%m}", day, birth, str(check))


def _secret(group: str, form: str, write: Callable[[Number], str], number: Number, draw: random.Random) -> Sample:
    written = write(number)
    text = draw.choice(TEXTS).format(written)
    if group == "apart":
        return Sample(group, form, text, (number.ymd, number.last))
    bare = _bare(written.removeprefix("pnr").removesuffix("född"))
    return Sample(group, form, text, (bare[-10:-4], bare[-4:]))


def _bare(text: str) -> str:
    """Letters and figures alone, so that no way of writing hides a number from the judge."""
    return re.sub(r"[\W_]", "", text)


def _product() -> Masker:
    knowledge = load()
    reader = Reader(knowledge.facets, load_lexicon(knowledge.root, knowledge.facets), knowledge.counties)

    def mask(text: str) -> Seen:
        masked = reader.mask(text)
        return Seen(masked.text, bool(IDENTITY & set(masked.kinds)))

    return mask


def _personnummer() -> Masker:
    """Words that are a valid number as a whole."""
    valid: Callable[[str], bool] = import_module("personnummer.personnummer").valid

    def mask(text: str) -> Seen:
        kept = [word for word in text.split() if not valid(word.strip(".,;:()?!"))]
        return Seen(" ".join(kept), len(kept) < len(text.split()))

    return mask


def _presidio() -> Masker:
    """The recogniser of Swedish numbers by itself: no language model is loaded."""
    recogniser: Any = import_module("presidio_analyzer.predefined_recognizers").SePersonnummerRecognizer()

    def mask(text: str) -> Seen:
        spans = [(found.start, found.end) for found in recogniser.analyze(text, ["SE_PERSONNUMMER"], None)]
        return Seen("".join(_outside(text, spans)), bool(spans))

    return mask


def _outside(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    at = 0
    for start, end in sorted(spans):
        yield text[at:start]
        at = max(at, end)
    yield text[at:]


if __name__ == "__main__":
    main()
