"""Answered questions in YAML: every fault is told with its place, and what is written is read as it was."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from textwrap import dedent, indent

import pytest
from faq_entries import DAY, entry
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.faq import FaqEntry
from knowledge.faq_binding import bound
from knowledge.faq_yaml import faults, read_faq, read_folder, save_faq, write_faq
from knowledge.loader import DATA, Knowledge, load
from knowledge.problem import KnowledgeError

GOOD = """\
    - id: faq-1
      question: Vem lagar rullstolen?
      when: {housing: sjukhus}
      answer: Den som äger den.
      facts: {KLM-01: abcd-_12}
      approved_by: [kommun, region]
      approved_at: 2026-11-22
"""


def written(folder: Path, text: str = GOOD, county: str = "kalmar", name: str = "kalmar") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(f"county: {county}\nentries:\n{indent(dedent(text), '  ')}", encoding="utf-8")
    return path


def problems(knowledge: Knowledge, path: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        read_faq(path, knowledge)
    return [str(problem) for problem in caught.value.problems]


def spoilt(knowledge: Knowledge, folder: Path, old: str, new: str) -> str:
    """What is said of `GOOD` with one thing changed."""
    assert old in GOOD
    (problem,) = problems(knowledge, written(folder, GOOD.replace(old, new)))
    return problem


def test_a_good_file_is_read(knowledge: Knowledge, tmp_path: Path) -> None:
    (read,) = read_faq(written(tmp_path), knowledge)
    assert read == entry(when={"housing": "sjukhus"}, facts={"KLM-01": "abcd-_12"}, approved_by=["kommun", "region"])


def test_a_misspelt_value(knowledge: Knowledge, tmp_path: Path) -> None:
    message = "kalmar.yaml:5 entries[0].when.housing: 'sjukhuss' is no value of facet housing. Did you mean 'sjukhus'?"
    assert spoilt(knowledge, tmp_path, "sjukhus", "sjukhuss") == message


def test_a_misspelt_facet(knowledge: Knowledge, tmp_path: Path) -> None:
    said = spoilt(knowledge, tmp_path, "housing", "huosing")
    assert said.startswith("kalmar.yaml:5 entries[0].when.huosing: 'huosing' is no declared facet. Did you mean 'housing'?")


@pytest.mark.parametrize(("name", "hint"), [("KLM-999", " Did you mean 'KLM-"), ("JKP-35", "")])
def test_a_statement_that_the_county_does_not_have(knowledge: Knowledge, tmp_path: Path, name: str, hint: str) -> None:
    said = spoilt(knowledge, tmp_path, "KLM-01", name)
    assert said.startswith(f"kalmar.yaml:7 entries[0].facts.{name}: '{name}' is no statement of the county's agreements.{hint}")


def test_a_misspelt_field(knowledge: Knowledge, tmp_path: Path) -> None:
    said = problems(knowledge, written(tmp_path, GOOD.replace("answer", "anwser")))
    assert said == [
        "kalmar.yaml:3 entries[0].answer: is missing. Add it",
        "kalmar.yaml:6 entries[0].anwser: is no field here. Remove it, or check the spelling in the manual",
    ]


def test_a_link_that_is_not_safe(knowledge: Knowledge, tmp_path: Path) -> None:
    said = problems(knowledge, written(tmp_path, GOOD + "      links: ['http://example.com']\n"))
    assert [problem.split(": ")[0] for problem in said] == ["kalmar.yaml:10 entries[0].links[0]"]


def test_a_misspelt_county_is_told_once(knowledge: Knowledge, tmp_path: Path) -> None:
    path = written(tmp_path, county="kalmarr", name="kalmarr")
    assert problems(knowledge, path) == ["kalmarr.yaml:1 county: 'kalmarr' is no county key. Did you mean 'kalmar'?"]


def test_a_file_that_is_not_called_as_its_county(knowledge: Knowledge, tmp_path: Path) -> None:
    said = problems(knowledge, written(tmp_path, name="smaland"))
    assert said == ["smaland.yaml:1 county: is 'kalmar', but the file is called smaland.yaml. Call it kalmar.yaml"]


def test_an_entry_of_another_county(knowledge: Knowledge, tmp_path: Path) -> None:
    said = problems(knowledge, written(tmp_path, GOOD + "      county: dalarna\n"))
    assert said == ["kalmar.yaml:10 entries[0].county: is 'dalarna', but the file is of kalmar. Move the entry"]


@pytest.mark.parametrize(
    "text", ["", "county: kalmar\n", "entries: []\n", "county: kalmar\nentries: [3]\n", "- 3\n", "county: [\n"]
)
def test_what_is_no_such_file_is_told(knowledge: Knowledge, tmp_path: Path, text: str) -> None:
    path = tmp_path / "kalmar.yaml"
    path.write_text(text, encoding="utf-8")
    assert problems(knowledge, path)


def test_an_id_used_twice_in_a_file(knowledge: Knowledge, tmp_path: Path) -> None:
    said = problems(knowledge, written(tmp_path, GOOD + GOOD))
    assert said == ["kalmar.yaml:10 entries[1].id: faq-1 stands already in kalmar.yaml. Each id is used once"]


def test_an_id_used_in_two_files_and_every_other_fault_at_once(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    written(tmp_path / "faq", GOOD.replace("KLM-01", "JKP-01").replace("sjukhus", "sjukhuss"), "jonkoping", "jonkoping")
    written(tmp_path / "faq")
    (tmp_path / "faq" / "dalarna.yaml").write_text("county: [", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        read_folder(tmp_path, knowledge)
    assert [str(problem).split(": ")[0] for problem in caught.value.problems] == [
        "faq/dalarna.yaml:2",
        "faq/jonkoping.yaml:5 entries[0].when.housing",
        "faq/kalmar.yaml:3 entries[0].id",
    ]


# In the knowledge folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_the_knowledge_holds_the_entries_of_every_county(root: Path) -> None:
    written(root / "faq")
    dalarna = GOOD.replace("faq-1", "faq-2").replace("KLM-01", "DAL-01")
    written(root / "faq", dalarna, "dalarna", "dalarna")
    assert [(each.id, each.county) for each in load(root).faq] == [("faq-2", "dalarna"), ("faq-1", "kalmar")]


def test_a_faulty_entry_stops_the_knowledge(root: Path) -> None:
    written(root / "faq", GOOD.replace("KLM-01", "KLM-999"))
    with pytest.raises(KnowledgeError, match=r"^faq/kalmar\.yaml:7 entries\[0\]\.facts\.KLM-999: "):
        load(root)


def test_knowledge_needs_no_answered_questions(root: Path) -> None:
    shutil.rmtree(root / "faq")
    assert load(root).faq == ()


# Written

PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFFF, exclude_categories=["Cs", "Cn", "Co"]), max_size=60)
WRITTEN = """# |: |- |' |" || |> |{ |} |&a |*a |!! |% |@ |` |~ |null |yes |1e3 |0o7 |2026-01-01 |\\ |å |🙂 """
ODD = st.lists(st.sampled_from([*WRITTEN.split("|"), "|", "\t", "\n", "\n\n", "\r\n", "  ", "\u2028", "\u200d"]))
TEXT = st.one_of(PLAIN, ODD.map("".join), st.tuples(PLAIN, ODD.map("".join), PLAIN).map("".join))
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "age": st.sampled_from([8, {"from": 18}, {"from": 1, "to": 17}]),
        "birth_year": st.just({"turns": {"to": 19}}),
        "diagnosis": st.sampled_from(["npf", ["npf", "annan"], {"any": ["npf"], "not": ["annan"]}]),
    },
)


@st.composite
def entries(draw: st.DrawFn) -> FaqEntry:
    fields = {
        "id": draw(st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4})?", fullmatch=True)),
        "question": draw(TEXT),
        "variants": draw(st.lists(TEXT, max_size=3)),
        "answer": draw(TEXT),
        "when": draw(CONDITIONS),
        "facts": draw(
            st.dictionaries(st.sampled_from(["KLM-01", "KLM-NS1"]), st.from_regex(r"[0-9a-zA-Z_-]{8}", fullmatch=True))
        ),
        "links": draw(st.lists(st.from_regex(r"https://[a-zåäö0-9#?&:%-]{1,20}", fullmatch=True), max_size=2)),
        "approved_by": draw(st.sampled_from([["region"], ["kommun", "region"]])),
        "approved_at": draw(st.dates()),
        "ticket": draw(st.none() | st.integers(1)),
    }
    return made(fields)


def made(fields: dict[str, object]) -> FaqEntry:
    """The entry, with plain text in place of what no entry may hold."""
    try:
        return entry(**fields)
    except ValidationError as error:
        refused = {str(fault["loc"][0]) for fault in error.errors()}
        return entry(**{**fields, **{name: ["Vem?"] if name == "variants" else "Vem?" for name in refused}})


@given(st.lists(entries(), min_size=1, max_size=3, unique_by=lambda each: each.id))
@settings(deadline=None)
def test_what_is_written_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge, listed: list[FaqEntry]
) -> None:
    path = tmp_path_factory.mktemp("faq") / "kalmar.yaml"
    text = write_faq(listed)
    path.write_text(text, encoding="utf-8", newline="\n")
    read = read_faq(path, knowledge)
    assert {each.id: each for each in read} == {each.id: each for each in listed}
    assert write_faq(reversed(read)) == text


def test_what_is_written_reads_well() -> None:
    full = entry(
        variants=["trasig rullstol"],
        when={"age": {"to": 17}, "diagnosis": ["npf"]},
        answer="Regionen.\nRing först.",
        facts={"KLM-01": "abcd-_12"},
        links=["https://example.com"],
        ticket=1042,
    )
    assert write_faq([entry(id="faq-10"), full.model_copy(update={"id": "faq-2"})]) == dedent(
        """\
        county: kalmar
        entries:

          - id: faq-2
            question: Vem lagar rullstolen?
            variants:
              - trasig rullstol
            when: {age: {to: 17}, diagnosis: [npf]}
            answer: |-
              Regionen.
              Ring först.
            facts:
              KLM-01: abcd-_12
            links:
              - https://example.com
            approved_by: [region, kommun]
            approved_at: 2026-11-22
            ticket: 1042

          - id: faq-10
            question: Vem lagar rullstolen?
            answer: Den som äger den.
            approved_by: [region, kommun]
            approved_at: 2026-11-22
        """
    )


@pytest.mark.parametrize("counties", [[], ["kalmar", "dalarna"]])
def test_a_file_holds_one_county(counties: list[str]) -> None:
    with pytest.raises(ValueError, match=r"^one file holds the entries of one county, not of (none|dalarna, kalmar)$"):
        write_faq([entry(county=county) for county in counties])


# Saved in the knowledge folder


def test_saving_replaces_adds_and_keeps(root: Path, knowledge: Knowledge) -> None:
    path = written(root / "faq", GOOD + GOOD.replace("faq-1", "faq-2"))
    path.write_text("# kept by the ombud\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    paths = save_faq(root, [entry(id="faq-2", answer="Regionen."), entry(id="faq-3"), entry(id="d", county="dalarna")], knowledge)
    assert [each.name for each in paths] == ["dalarna.yaml", "kalmar.yaml"]
    assert path.read_text(encoding="utf-8").startswith("# kept by the ombud\ncounty: kalmar\n")
    held = {each.id: each.answer for each in load(root).faq}
    assert held == {"d": "Den som äger den.", "faq-1": "Den som äger den.", "faq-2": "Regionen.", "faq-3": "Den som äger den."}


def test_an_entry_that_moves_to_another_county_stands_there_only(root: Path, knowledge: Knowledge) -> None:
    written(root / "faq")
    save_faq(root, [entry(county="dalarna")], knowledge)
    assert [(each.id, each.county) for each in load(root).faq] == [("faq-1", "dalarna")]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"county": "narnia"}, "faq/narnia.yaml:1 faq-1.county: 'narnia' is no county key."),
        ({"when": {"housing": "slott"}}, "faq/kalmar.yaml:1 faq-1.when.housing: 'slott' is no value of facet housing."),
        ({"facts": {"KLM-999": "abcd-_12"}}, "faq/kalmar.yaml:1 faq-1.facts.KLM-999: 'KLM-999' is no statement"),
    ],
)
def test_nothing_is_saved_when_something_is_unsound(
    root: Path, knowledge: Knowledge, fields: dict[str, object], said: str
) -> None:
    with pytest.raises(KnowledgeError) as caught:
        save_faq(root, [entry(id="faq-2"), entry(**fields)], knowledge)
    assert str(caught.value).startswith(said)
    assert load(root).faq == ()


def test_a_sound_entry_has_no_faults(knowledge: Knowledge) -> None:
    sound = entry(facts=bound(knowledge, ["KLM-01"]), when={"age": {"to": 17}}, approved_at=date(2026, 1, 1))
    assert list(faults(sound, knowledge)) == []
    assert sound.approved_at < DAY
