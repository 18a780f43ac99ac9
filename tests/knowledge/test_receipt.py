"""Receipts: what is kept comes back whole, what is mangled is refused, and what has changed since is named."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.agreement import Agreement
from knowledge.answer import answer
from knowledge.condition import parse_said
from knowledge.enquiry import Answer, Enquiry
from knowledge.loader import Knowledge, load
from knowledge.receipt import (
    LARGEST,
    LONGEST,
    PREFIX,
    Receipt,
    ReceiptError,
    _sealed,
    decode,
    encode,
    named,
    receipt,
    recheck,
)

DAY = date(2026, 11, 22)
LATER = date(2027, 5, 1)
KNOWLEDGE = load()
AT = "arbetsterapi_fysioterapi_sjukskoterska"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def ask(county: str = "jonkoping", said: dict[str, Any] | None = None, **fields: Any) -> Answer:
    day = fields.pop("day", DAY)
    fields.setdefault("intent", "who_is_responsible")
    given = {"age": 40, "need": AT, "diagnosis": "intellektuell_funktionsnedsattning"} if said is None else said
    parsed = parse_said(given, KNOWLEDGE.facets, day.year)
    return answer(KNOWLEDGE, Enquiry(day=day, county=county, said=parsed, **fields))


def kept_of(answered: Answer) -> Receipt:
    kept = receipt(KNOWLEDGE, answered)
    assert kept is not None
    return kept


def code_of(answered: Answer) -> str:
    code = encode(kept_of(answered))
    assert code is not None
    return code


def cases() -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    some: dict[str, st.SearchStrategy[Any]] = {"age": st.integers(0, 120)}
    for facet in KNOWLEDGE.facets:
        if facet.kind == "choice":
            values = st.sampled_from([value.key for value in facet.values])
            several = st.lists(values, min_size=1, max_size=3, unique=True)
            some[facet.key] = several | several.map(lambda v: {"not": v}) if facet.multiple else values
    return st.tuples(st.sampled_from(KNOWLEDGE.covered), st.fixed_dictionaries({}, optional=some))


CODE = code_of(ask())


# What is kept


@settings(max_examples=150, deadline=None)
@given(cases(), st.text(max_size=80))
def test_a_receipt_comes_back_as_it_was_and_holds_no_text(case: tuple[str, dict[str, Any]], text: str) -> None:
    county, said = case
    asked = ask(county, said, text=f"Kurt Andersson, Storgatan 1 {text}", municipality=None)
    kept = receipt(KNOWLEDGE, asked)
    if asked.question:
        assert kept is None
        return
    assert kept is not None
    code = encode(kept)
    if code is None:
        return
    assert len(code) <= LONGEST
    assert decode(code) == kept
    assert re.fullmatch(r"VA1-[\w-]+", code, re.ASCII)
    assert all(re.fullmatch(r"[\w-]*", word, re.ASCII) for word in words(unpacked(code)))


def unpacked(code: str) -> Any:
    body = code.removeprefix(PREFIX)
    return json.loads(zlib.decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))[7:]))


def words(content: Any) -> list[str]:
    if isinstance(content, dict):
        return [word for key, value in content.items() for word in (key, *words(value))]
    if isinstance(content, list):
        return [word for value in content for word in words(value)]
    return [content] if isinstance(content, str) else []


def test_only_what_is_known_to_the_knowledge_is_kept() -> None:
    content = words(unpacked(code_of(ask(text="min granne Kurt i Tranås", municipality="0687"))))
    values = {value.key for facet in KNOWLEDGE.facets for value in facet.values}
    known = {*values, *KNOWLEDGE.facets.by_key, *KNOWLEDGE.statements, *KNOWLEDGE.covered, "any", "all", "not", "from", "to"}
    known |= {"who_is_responsible", "region", "kommun", "both", "not_settled", DAY.isoformat()}
    strange = [word for word in content if word not in known]
    assert strange == [word for word in strange if re.fullmatch(r"[\w-]{8}", word)]  # the hashes
    assert len(strange) == len(kept_of(ask()).statements)


def test_a_usual_receipt_is_short_enough_for_a_note() -> None:
    assert len(CODE) < 300


def test_a_case_too_large_to_keep_gets_no_reference() -> None:
    long = kept_of(ask()).model_copy(update={"statements": {f"XX-{n}": f"{n * 7919 % 10**8:08}" for n in range(400)}})
    assert encode(long) is None


def test_what_is_unfinished_uncovered_or_no_answer_gets_no_receipt() -> None:
    assert receipt(KNOWLEDGE, ask("dalarna", {"need": "rehabilitering"})) is None
    assert receipt(KNOWLEDGE, ask("uppsala")) is None
    assert receipt(KNOWLEDGE, ask(intent="smalltalk")) is None
    assert receipt(KNOWLEDGE, ask(intent="agreement_info", text="")) is None


# What is mangled


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_any_change_of_a_character_is_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(CODE) - 1))
    how = data.draw(st.sampled_from(["replace", "drop", "insert", "swap", "cut"]))
    put = data.draw(st.sampled_from(ALPHABET))
    mangled = {
        "replace": CODE[:at] + put + CODE[at + 1 :],
        "drop": CODE[:at] + CODE[at + 1 :],
        "insert": CODE[:at] + put + CODE[at:],
        "swap": CODE[:at] + CODE[at : at + 2][::-1] + CODE[at + 2 :],
        "cut": CODE[:at],
    }[how]
    assume(mangled != CODE)
    with pytest.raises(ReceiptError):
        decode(mangled)


@given(st.text(max_size=200) | st.text(ALPHABET, max_size=200).map(lambda body: PREFIX + body))
@settings(deadline=None)
def test_whatever_else_is_given_is_refused(text: str) -> None:
    with pytest.raises(ReceiptError):
        decode(text)


def sealed(content: bytes) -> str:
    return PREFIX + base64.urlsafe_b64encode(_sealed(zlib.compress(content, 9))).decode().rstrip("=")


VALID = list(kept_of(ask()).model_dump(mode="json").values())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"[1, 2]",
        b"\xff\xff",
        b"[" * 5000 + b"]" * 5000,
        b"[" * 3000,
        b'"' + b"x" * (LARGEST + 1) + b'"',
        b" " * 10_000_000,
        json.dumps([*VALID, 1]).encode(),
        json.dumps(["Kurt bor här", *VALID[1:]]).encode(),
        json.dumps([*VALID[:4], {"need": {"all": ["Kurt, 070-123 45 67"]}}, *VALID[5:]]).encode(),
        json.dumps([*VALID[:4], {"need": "Kurt Andersson"}, *VALID[5:]]).encode(),
        json.dumps([*VALID[:6], {"Kurt är dement": "aaaabbbb"}]).encode(),
        json.dumps([*VALID[:6], {"JKP-32": "a longer text than that"}]).encode(),
    ],
)
def test_a_forged_receipt_can_hold_nothing_but_a_receipt(content: bytes) -> None:
    code = sealed(content)
    with pytest.raises(ReceiptError):
        decode(code)


def test_what_a_forger_seals_well_is_worked_out_anew() -> None:
    kept = decode(sealed(json.dumps([*VALID[:3], "region", *VALID[4:]]).encode()))
    assert kept.principal == "region"
    checked = recheck(KNOWLEDGE, kept, DAY)
    assert checked.now is not None
    assert checked.now.principal == "kommun"
    assert [change.kind for change in checked.changes] == ["answer"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"gäller {CODE} fortfarande?", CODE),
        (f"https://bot.example/receipt/{CODE}", CODE),
        (f"«{CODE}».", CODE),
        ("VA1-abc", "VA1-abc"),
        ("va1-abc", "va1-abc"),
        ("VA2-abcdef", "VA2-abcdef"),
        ("vem ansvarar", None),
        ("SVA1-abc", None),
        ("VA1-", None),
        ("VA1 - abc", None),
    ],
)
def test_a_reference_is_found_in_a_text(text: str, found: str | None) -> None:
    assert named(text) == found


# Opened later


def changed(knowledge: Knowledge, identity: str, **fields: Any) -> Knowledge:
    """The knowledge with one statement changed (or taken away)."""

    def mended(agreement: Agreement) -> Agreement:
        sections = {
            section: tuple(
                s.model_copy(update=fields) if s.id == identity else s
                for s in getattr(agreement, section)
                if fields or s.id != identity
            )
            for section in ("rules", "silences", "statements")
        }
        return agreement.model_copy(update=sections)

    return replace(knowledge, agreements=tuple(map(mended, knowledge.agreements)), _rules={}, _interviewers={}, _indexes={})


def kinds(knowledge: Knowledge, answered: Answer, today: date = DAY) -> list[tuple[str, str]]:
    return [(change.kind, change.id) for change in recheck(knowledge, kept_of(answered), today).changes]


@pytest.mark.parametrize("county", KNOWLEDGE.covered)
def test_every_settled_example_holds_until_something_changes(county: str) -> None:
    for agreement in KNOWLEDGE.in_force(county, DAY):
        for example in agreement.cases:
            answered = ask(county, dict(example.facets))
            if not answered.question:
                checked = recheck(KNOWLEDGE, decode(code_of(answered)), DAY)
                assert checked.holds, (example.name, checked.changes)


def test_another_principal_is_named() -> None:
    assert kinds(changed(KNOWLEDGE, "JKP-32", principal="region"), ask()) == [("answer", ""), ("decides", "JKP-32")]


def test_a_condition_that_reads_the_same_is_the_same() -> None:
    when = KNOWLEDGE.statements["JKP-32"].alternatives
    assert kinds(changed(KNOWLEDGE, "JKP-32", when=when), ask()) == []
    reordered = tuple({key: clause[key] for key in reversed(clause)} for clause in reversed(when))
    assert kinds(changed(KNOWLEDGE, "JKP-32", when=reordered), ask()) == []


def test_new_words_are_told_apart_from_a_new_decision() -> None:
    assert kinds(changed(KNOWLEDGE, "JKP-32", text="Kommunen svarar för allt."), ask()) == [("words", "JKP-32")]
    assert kinds(changed(KNOWLEDGE, "JKP-32", sha256="0" * 64), ask()) == [("words", "JKP-32")]
    assert kinds(changed(KNOWLEDGE, "JKP-32", strength="främst"), ask()) == [("decides", "JKP-32")]


def test_a_statement_that_was_not_there_for_the_answer_may_change() -> None:
    assert kinds(changed(KNOWLEDGE, "JKP-01", text="Något annat."), ask()) == []


def test_a_statement_that_is_gone_is_named() -> None:
    found = kinds(changed(KNOWLEDGE, "JKP-32"), ask())
    assert ("answer", "") in found
    assert ("gone", "JKP-32") in found


def test_a_statement_that_no_longer_covers_the_case_and_one_that_now_does() -> None:
    elsewhere = changed(KNOWLEDGE, "JKP-35", when={"need": AT})
    assert kinds(elsewhere, ask()) == [("answer", ""), ("added", "JKP-35")]


def test_an_agreement_that_has_been_replaced() -> None:
    old = KNOWLEDGE.in_force("jonkoping", DAY)[0]
    new = old.model_copy(
        update={
            "id": "ny",
            "supersedes": (old.id,),
            "valid_from": date(2027, 1, 1),
            "rules": (),
            "silences": (),
            "statements": (),
        }
    )
    after = replace(KNOWLEDGE, agreements=(*KNOWLEDGE.agreements, new), _rules={}, _interviewers={}, _indexes={})
    assert kinds(after, ask(), DAY) == []
    assert kinds(after, ask(), LATER) == [("answer", ""), ("replaced", "JKP-32")]


def test_facets_that_no_longer_say_the_case() -> None:
    kept = kept_of(ask()).model_copy(update={"said": {"need": {"all": ("no_longer_there",)}}})
    checked = recheck(KNOWLEDGE, kept, DAY)
    assert (checked.now, [change.kind for change in checked.changes]) == (None, ["case"])


def test_a_county_that_is_no_longer_covered() -> None:
    checked = recheck(KNOWLEDGE, kept_of(ask()).model_copy(update={"county": "atlantis"}), DAY)
    assert checked.now is None
    assert not checked.holds


def test_a_birth_year_grows_older_and_an_unanswered_facet_stays_unanswered() -> None:
    kept = decode(code_of(ask("dalarna", {"birth_year": 2000, "need": "rehabilitering"}, unanswered=("icf_focus",))))
    assert kept.said["birth_year"] == 2000
    assert kept.unanswered == ("icf_focus",)
    checked = recheck(KNOWLEDGE, kept, LATER)
    assert checked.holds
    assert set(kept.statements) == {"DAL-30", "DAL-31", "DAL-33"}


def test_an_answer_found_by_its_words_is_held_against_its_statements() -> None:
    answered = ask("kalmar", {}, intent="agreement_info", text="vilka år gäller handlingsplanen")
    assert kinds(KNOWLEDGE, answered) == []
    first = answered.shown[0].id
    assert kinds(changed(KNOWLEDGE, first, text="Något annat."), answered) == [("words", first)]
