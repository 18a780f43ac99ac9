"""What a county's agreements settle and what they leave open, for a steering group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.reports.markup import Markup, join, tag
from bot.reports.page import bullets, page, table
from bot.reports.terms import MEANINGS, PRESENT, SIGNS, WORDS, capital, number, share
from knowledge.agreement import Silence, Statement
from knowledge.grid import Field, Grid, grid
from knowledge.loader import Knowledge
from knowledge.proof import MOST_LISTED, Proof
from knowledge.validity import written
from knowledge.wording import listed

TITLE = "Vad överenskommelserna avgör, och vad de lämnar öppet"


@dataclass(frozen=True)
class Survey:
    """All that the report says of a county."""

    county: str
    sources: tuple[str, ...]
    proof: Proof
    grid: Grid
    open: tuple[Statement, ...]

    def silent(self) -> Iterator[tuple[Silence, float]]:
        """The documented silences that answer some case, with the share of the cases, most first."""
        counts, total = self.proof.silences, self.proof.outcomes.counts.total()
        found = [s for s in self.proof.rules.statements if isinstance(s, Silence) and counts[s.id]]
        for silence in sorted(found, key=lambda s: -counts[s.id]):
            yield silence, counts[silence.id] / total

    def overlaps(self) -> Iterator[str]:
        """Where both principals answer, on purpose or not."""
        principals = {s.id: s.principal for s in self.proof.rules.statements}
        for group in (group for agreement in self.proof.rules.agreements for group in agreement.shared):
            named = listed((f"{name} ({PRESENT[principals.get(name) or 'both']})" for name in group), "och")
            yield f"{named}: möts med avsikt, så båda svarar."
        for _, overlap in zip(range(MOST_LISTED), self.proof.relations.overlaps(), strict=False):
            where = "; ".join(part.words for part in overlap.area.parts[:3])
            yield f"{overlap.region.id} (regionen) och {overlap.kommun.id} (kommunen) gäller båda, utan att det är sagt: {where}."


def survey(knowledge: Knowledge, county: str, day: date, rows: str, columns: str) -> Survey:
    """The survey of a county on a day. `rows` and `columns` are the facets of the map."""
    rules = knowledge.rules(county, day)
    statements = [s for agreement in rules.agreements for s in agreement.every()]
    return Survey(
        county=knowledge.counties.by_key[county].name,
        sources=tuple(agreement.cite for agreement in rules.agreements),
        proof=Proof(rules),
        grid=grid(rules, knowledge.facets[rows], knowledge.facets[columns]),
        open=tuple(s for s in statements if knowledge.kinds.role(s.kind) == "open"),
    )


# As a page


def as_page(surveys: list[Survey], day: date) -> str:
    """One page for all the surveys."""
    title = TITLE if len(surveys) > 1 else f"{surveys[0].county}: vad överenskommelsen avgör, och vad den lämnar öppet"
    intro = (
        f"Räknat ur reglerna i Vem ansvarar? den {written(day)}. Rapporten visar vad boten svarar och var det saknas svar. "
        "Andelarna gäller alla kombinationer av uppgifter som kan förekomma, inte hur ofta de förekommer."
    )
    links = [tag("a", s.county, href=f"#{_anchor(s)}") for s in surveys]
    contents = tag("nav", bullets([*links]), aria_label="Län") if len(surveys) > 1 else ""
    sections = [_section(s, number == 0) for number, s in enumerate(surveys)]
    return page(title, tag("h1", title), tag("p", intro, class_="dim"), contents, *sections)


def _anchor(survey: Survey) -> str:
    return survey.county.split()[0].casefold()


def _section(survey: Survey, first: bool) -> Markup:
    return join(
        tag("h2", survey.county, id=_anchor(survey), class_="first" if first else None),
        tag("p", listed(survey.sources, "och"), class_="dim"),
        tag("p", _summary(survey)),
        tag("h3", "Kartan"),
        _key(survey.grid),
        _map(survey),
        tag("h3", "Kartan i ord"),
        bullets(list(_map_lines(survey.grid)), "wide"),
        *_lists(survey),
    )


def _lists(survey: Survey) -> Iterator[Markup]:
    yield tag("h3", "Det som är oklart mellan huvudmännen")
    rows = [_silence_row(silence, part) for silence, part in survey.silent()]
    caption = "Luckor som är dokumenterade, de som täcker flest tänkbara fall först"
    yield (
        table(caption, ["Nr", "Vad som inte står där", "Så går man vidare", "Andel av fallen"], rows)
        if rows
        else tag("p", "Inget.")
    )
    for heading, lines in _headed(survey):
        yield tag("h3", heading)
        yield bullets(lines)


def _silence_row(silence: Silence, part: float) -> Markup:
    told = (tag("th", silence.id, scope="row"), tag("td", silence.text), tag("td", silence.turn_to or ""))
    return tag("tr", *told, tag("td", share(part), class_="number"))


def _key(shown: Grid) -> Markup:
    marks = {field.mark for row in shown.fields for field in row}
    entries = (tag("div", tag("dt", _signed(mark), class_=mark), tag("dd", MEANINGS[mark])) for mark in WORDS if mark in marks)
    return tag("dl", *entries, class_="key")


def _signed(mark: str) -> Markup:
    return join(tag("span", SIGNS[mark], class_="sign", aria_hidden="true"), " ", WORDS[mark])


def _map(survey: Survey) -> Markup:
    shown = survey.grid
    caption = f"{survey.county}: {_lower(shown.row_facet.label)} (rader) och {_lower(shown.column_facet.label)} (kolumner), "
    caption += "när inget mer är känt än det överenskommelsen tar för givet"
    rows = [
        tag("tr", tag("th", capital(label), scope="row"), *(_field(field, width) for field, width in shown.stretches(number)))
        for number, label in enumerate(shown.rows)
    ]
    return table(caption, [shown.row_facet.label, *map(capital, shown.columns)], rows, class_="map")


def _field(field: Field, width: int) -> Markup:
    several = [tag("small", listed((WORDS[v] for v in field.verdicts), "eller"))] if field.mark == "depends" else []
    return tag("td", _signed(field.mark), *several, class_=field.mark, colspan=width if width > 1 else None)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


# As text


def as_text(survey: Survey) -> str:
    """The same in plain lines."""
    silent = [f"{silence.id} ({share(part)}): {silence.text}" for silence, part in survey.silent()]
    parts = [
        ("Kartan", list(_map_lines(survey.grid))),
        ("Det som är oklart mellan huvudmännen", silent or ["Inget."]),
        *_headed(survey),
    ]
    told = [survey.county, listed(survey.sources, "och"), "", _summary(survey)]
    for heading, lines in parts:
        told += ["", heading, *(f"- {line}" for line in lines)]
    return "\n".join(told)


def _headed(survey: Survey) -> Iterator[tuple[str, list[str]]]:
    yield "Öppna frågor i dokumentet", [f"{s.id}: {s.text}" for s in survey.open] or ["Inga."]
    yield "Luckor som ingen har beskrivit", list(_gaps(survey)) or ["Inga: allt har en regel eller en dokumenterad lucka."]
    yield "Där båda huvudmännen svarar", list(survey.overlaps()) or ["Inga regler möts."]
    idle = [_lower(facet.label) for facet in survey.proof.idle if facet.asked]
    yield (
        "Det som aldrig avgör något",
        [capital(listed(idle, "och")) + "."] if idle else ["Allt som boten kan fråga om avgör något."],
    )


def _gaps(survey: Survey) -> Iterator[str]:
    gaps = survey.proof.gaps
    for part in gaps.parts:
        yield f"{capital(part.words)} ({share(part.cells / survey.proof.cells)} av fallen)."
    if not gaps.whole:
        yield f"Sammanlagt omkring {share(gaps.cells / survey.proof.cells)} av fallen."


def _map_lines(shown: Grid) -> Iterator[str]:
    for row, label in enumerate(shown.rows):
        runs = list(shown.runs(row))
        if len(runs) == 1:
            yield f"{capital(label)}: {_told(runs[0][0])}."
        else:
            yield (
                f"{capital(label)}: " + "; ".join(f"{_told(field)} vid {listed(columns, 'och')}" for field, columns in runs) + "."
            )


def _told(field: Field) -> str:
    if field.mark == "depends":
        return f"beror på mer ({listed((WORDS[v] for v in field.verdicts), 'eller')})"
    return PRESENT.get(field.mark, WORDS[field.mark])


def _summary(survey: Survey) -> str:
    proof = survey.proof
    shares = listed((f"{PRESENT[verdict]} {share(part)}" for verdict, part in proof.shares.items()), "och")
    counted = "Vart och ett har precis ett svar" if proof.exact else "Ett urval av dem ger"
    return f"{number(proof.cells)} tänkbara fall, en kombination av uppgifter i varje. {counted}: {shares}."
