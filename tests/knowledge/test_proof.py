"""The proof over every cell, against an oracle that looks at each cell by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from engine import FACETS, KINDS, Person, agreement, agreements, everybody, holds, ruleset, verdict_of
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import diagram, relations
from knowledge.agreement import Agreement
from knowledge.axes import Box
from knowledge.boxes import meet
from knowledge.check import proofs, repeats
from knowledge.condition import Span, parse_said
from knowledge.facets import Facets
from knowledge.finding import Finding
from knowledge.loader import Knowledge
from knowledge.proof import Proof
from knowledge.ruleset import Ruleset
from tests.benchmarks import verification

PEOPLE = list(everybody())
DAY = date(2026, 11, 22)


def cell(rules: Ruleset, person: Person) -> Box:
    (box,) = rules.boxes({**parse_said(person.said, rules.facets, 2026), "age": Span(person.half, person.half)})
    return box


def live(given_: Agreement, person: Person) -> set[str]:
    """The statements that hold for a person, less those overridden from above."""
    matching = {s.id for s in given_.every() if any(holds(clause, person) for clause in s.alternatives)}
    for statement in given_.every():
        if statement.id in matching:
            matching -= set(getattr(statement, "overrides", ()))
    return matching


def meets(given_: Agreement, person: Person) -> set[tuple[str, str]]:
    """The undeclared pairs of a rule of the region and one of the kommun that both hold for a person."""
    rules = {rule.id: rule for rule in given_.rules if rule.id in live(given_, person)}
    pairs = {(a, b) for a in rules for b in rules if (rules[a].principal, rules[b].principal) == ("region", "kommun")}
    return {pair for pair in pairs if not any(set(pair) <= set(group) for group in given_.shared)}


@settings(max_examples=120, deadline=None)
@given(agreements(), st.randoms(use_true_random=False))
def test_every_cell_gets_what_the_oracle_says(given_: Agreement, chance: Any) -> None:
    rules = ruleset(given_)
    proof = Proof(rules)
    assert proof.exact
    assert proof.outcomes.diagram is not None
    for person in chance.sample(PEOPLE, 60):
        box = cell(rules, person)
        outcome = proof.outcomes.diagram[[mask.bit_length() - 1 for mask in box]]
        verdict = verdict_of(given_, person)
        assert outcome.verdict == verdict
        silences = {s.id for s in given_.silences} & live(given_, person) if verdict == "not_settled" else set()
        assert set(outcome.silences) == silences
        assert outcome.undeclared == bool(meets(given_, person))
        assert proof.outcomes.at(box) == outcome


@settings(max_examples=60, deadline=None)
@given(agreements())
def test_cells_are_counted_once_and_gaps_are_exactly_those_nothing_speaks_of(given_: Agreement) -> None:
    rules = ruleset(given_)
    proof = Proof(rules)
    axes = proof.outcomes.axes
    seen = {tuple(mask if n in axes else 0 for n, mask in enumerate(cell(rules, person))): person for person in PEOPLE}
    assert proof.cells == sum(proof.outcomes.counts.values()) == len(seen)
    verdicts = Counter(verdict_of(given_, person) for person in seen.values())
    assert proof.shares == {verdict: count / len(seen) for verdict, count in verdicts.items()}
    silent = {s.id for s in given_.silences}
    gaps = [p for p in seen.values() if verdict_of(given_, p) == "not_settled" and not silent & live(given_, p)]
    assert (proof.gaps.cells, proof.gaps.whole) == (len(gaps), True)
    for person in PEOPLE:
        inside = any(meet(part.box, cell(rules, person)) for part in proof.gaps.parts)
        assert inside == (verdict_of(given_, person) == "not_settled" and not silent & live(given_, person))


@settings(max_examples=80, deadline=None)
@given(agreements())
def test_rules_that_meet_never_hold_or_add_nothing(given_: Agreement) -> None:
    proof = Proof(ruleset(given_))
    by_person = [live(given_, person) for person in PEOPLE]
    met = {pair for person in PEOPLE for pair in meets(given_, person)}
    assert {(o.region.id, o.kommun.id) for o in proof.relations.overlaps()} == met
    held = {rule.id: {n for n, matching in enumerate(by_person) if rule.id in matching} for rule in given_.rules}
    assert {rule.id for rule in proof.relations.dead} == {name for name, cases in held.items() if not cases}
    principal = {rule.id: rule.principal for rule in given_.rules}
    for found in proof.relations.covered():
        for other in found.by:
            assert principal[found.rule.id] == principal[other.id]
            assert (held[found.rule.id] == held[other.id]) if found.same else (held[found.rule.id] < held[other.id])
    covered = {found.rule.id for found in proof.relations.covered()}
    for name, cases in held.items():
        wider = [o for o in held if o != name and principal[o] == principal[name] and cases and cases <= held[o]]
        first = all(int(o[3:]) > int(name[3:]) for o in wider if held[o] == cases)
        assert (name in covered) == (bool(wider) and first)


@settings(max_examples=60, deadline=None)
@given(agreements())
def test_silences_that_are_never_heard_and_facets_that_never_matter(given_: Agreement) -> None:
    proof = Proof(ruleset(given_))
    heard = {s for p in PEOPLE if verdict_of(given_, p) == "not_settled" for s in live(given_, p)}
    assert {s.id for s in proof.unheard} == {s.id for s in given_.silences} - heard
    idle = {facet.key for facet in proof.idle}
    for key, values in (("home", ("flat", "ward", "farm")), ("need", ("train", "tool"))):
        if key in idle:
            for person in PEOPLE[:: len(PEOPLE) // 60]:
                same = {verdict_of(given_, Person(**{**vars(person), key: value})) for value in values}
                assert len(same) == 1


def rule(name: str, principal: str, **when: Any) -> dict[str, Any]:
    return {"id": name, "text": "t", "principal": principal, "when": when}


def findings(level: str, **sections: Any) -> list[tuple[str, str]]:
    found = Proof(ruleset(agreement(**sections))).findings()
    return [(finding.where, finding.message) for finding in found if finding.level == level]


def test_an_overlap_is_a_warning_until_it_is_declared() -> None:
    rules = [rule("XX-1", "region", need="tool"), rule("XX-2", "kommun", home="ward")]
    (warning,) = findings("warning", rules=rules)
    assert warning == (
        "x XX-1",
        "(region) and XX-2 (kommun) both hold for «ward, tool». Declare them under shared, or use overrides",
    )
    assert findings("warning", rules=rules, shared=[["XX-1", "XX-2"]]) == []
    overriding = [rules[0] | {"overrides": ["XX-2"]}, rules[1]]
    assert findings("warning", rules=overriding) == []


def test_a_rule_that_can_never_hold_is_an_error() -> None:
    rules = [
        rule("XX-1", "region", need="tool") | {"overrides": ["XX-2"]},
        rule("XX-2", "kommun", need="tool", home="ward"),
        rule("XX-3", "kommun", condition={"all": ["a"], "not": ["a"]}),
    ]
    assert [where for where, _ in findings("error", rules=rules)] == ["x XX-2", "x XX-3"]


def test_a_rule_that_adds_nothing_is_noted() -> None:
    notes = dict(findings("note", rules=[rule("XX-1", "region", need="tool", home="ward"), rule("XX-2", "region", need="tool")]))
    assert notes["x XX-1"] == "holds only where XX-2 of the same principal does"
    alike = findings("note", rules=[rule("XX-1", "region", need="tool"), rule("XX-2", "region", need="tool")])
    assert [message for where, message in alike if "XX" in where] == ["holds exactly where XX-2 of the same principal does"]


def test_a_silence_that_a_rule_contradicts_is_a_warning() -> None:
    silences = [{"id": "XX-NS1", "text": "t", "when": {"need": "tool", "home": "ward"}}]
    (warning,) = findings("warning", rules=[rule("XX-1", "region", need="tool")], silences=silences)
    assert warning[0] == "x XX-NS1"
    assert warning[1].startswith("is never the answer")


def test_a_gap_is_told_as_a_box_with_how_much_it_is() -> None:
    notes = findings("note", rules=[rule("XX-1", "region", need="tool"), rule("XX-2", "region", home=["flat", "farm"])])
    assert ("x", "no rule and no silence speaks of «ward, train»: the generic answer (1 of 6 cells)") in notes
    assert ("x", "never decides anything: age, condition") in notes
    assert notes[0][1].startswith("each of 6 cells has exactly one outcome: region 83.3%, not_settled 16.7%")


def test_cells_that_break_an_implication_do_not_count() -> None:
    declared = FACETS.model_dump(by_alias=True)
    declared["implies"] = [{"when": {"age": {"to": 2}}, "then": {"home": "flat"}}]
    facets = Facets.model_validate(declared)
    given_ = agreement(rules=[rule("XX-1", "region", age={"from": 3}), rule("XX-2", "kommun", home="ward", age={"to": 2})])
    proof = Proof(Ruleset(facets, KINDS, [given_]))
    assert proof.cells == 4  # the young in the flat, the others in three homes
    assert [found.id for found in proof.relations.dead] == ["XX-2"]
    assert [part.words for part in proof.gaps.parts] == ["under 3"]
    assert proof.gaps.cells == 1


def test_too_many_cells_are_sampled_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    given_ = agreement(rules=[rule("XX-1", "region", need="tool", home="ward"), rule("XX-2", "kommun", need="train")])
    exact = Proof(ruleset(given_))
    monkeypatch.setattr(diagram, "MOST_NODES", 0)
    proof = Proof(ruleset(given_))
    (summary, *rest) = proof.findings()
    assert not proof.exact
    assert summary.message.startswith("6 cells are too many to work out; a sample of 20000 gives kommun")
    assert any("about " in finding.message and "generic answer" in finding.message for finding in rest)
    assert proof.shares["kommun"] == pytest.approx(exact.shares["kommun"], abs=0.02)
    assert (proof.idle, proof.unheard, proof.gaps.whole) == ((), (), False)


def test_only_so_many_pairs_are_compared_cell_by_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [{"need": "tool", "home": "ward"}, {"need": "tool", "home": ["flat", "farm"]}]
    rules = [rule("XX-1", "region", need="tool"), rule("XX-2", "region") | {"when": two}]
    given_ = agreement(rules=rules)
    assert [found.same for found in Proof(ruleset(given_)).relations.covered()] == [True]
    monkeypatch.setattr(relations, "MOST_COMPARED", 0)
    assert [found.rule.id for found in Proof(ruleset(given_)).relations.covered()] == ["XX-2"]


def test_many_findings_of_a_kind_are_cut_short() -> None:
    rules = [rule(f"XX-{n}", "region", need="tool") for n in range(8)] + [
        rule(f"XX-{n}", "kommun", home="ward") for n in range(8, 16)
    ]
    warnings = findings("warning", rules=rules)
    assert len(warnings) == 13
    assert warnings[-1][1].startswith("and more like these, the next XX-1 ")


def test_large_synthetic_rules_are_proved_and_agree_with_the_engine() -> None:
    rules = Ruleset(verification.facets(), verification.KINDS, [verification.agreement(500, narrow=6)])
    proof = Proof(rules)
    assert proof.exact
    assert sum(proof.outcomes.counts.values()) == 6**8
    for box, outcome in list(proof.outcomes.diagram.parts() if proof.outcomes.diagram else [])[::97]:
        assert rules.verdicts([box]) == {outcome.verdict}


# The real data


@pytest.mark.parametrize("county", ["jonkoping", "stockholm", "dalarna", "kalmar"])
def test_the_real_rules_are_proved_and_agree_with_the_engine(knowledge: Knowledge, county: str) -> None:
    rules = knowledge.rules(county, DAY)
    proof = Proof(rules)
    assert proof.exact
    assert (proof.relations.dead, proof.unheard, proof.undeclared.cells) == ((), (), 0)
    assert proof.outcomes.diagram is not None
    for box, outcome in proof.outcomes.diagram.parts():
        (smallest,) = [tuple(mask & -mask for mask in box)]
        possible = rules.matcher.match(smallest).possible
        assert rules.verdict(possible) == outcome.verdict


def test_the_real_rules_have_no_errors_and_no_warnings(knowledge: Knowledge) -> None:
    found = list(proofs(knowledge, DAY))
    assert [finding for finding in found if finding.level != "note"] == []
    assert sum("has exactly one outcome" in finding.message for finding in found) == 4


def test_cases_that_test_nothing_new_are_counted_in_a_line(knowledge: Knowledge) -> None:
    home = knowledge.agreements[0]
    (finding,) = repeats(knowledge, home, DAY)
    assert isinstance(finding, Finding)
    assert finding.level == "note"
    assert f" of {len(home.cases)} cases test nothing new: «" in finding.message
    assert list(repeats(knowledge, home.model_copy(update={"cases": home.cases[:1]}), DAY)) == []
