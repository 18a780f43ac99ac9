"""The law as data: today's paragraph beside the old one, three plans apart, nothing shown that is only remembered."""

from __future__ import annotations

import pytest

from dialogs.answer import answer_reply
from dialogs.case import plain_said
from dialogs.panels import why
from dialogs.state import State
from dialogs.world import World
from knowledge.check import worked
from knowledge.law import Law, LawEntry, Replaced
from knowledge.loader import Knowledge


@pytest.mark.parametrize("written", ["SoL 2 kap. 7 §", "(HSL:2017:30 16 Kap 4§, SoL:2 Kap:7§)", "2 kap. 7 § socialtjänstlagen"])
def test_an_old_citation_is_recognised_however_it_is_written(knowledge: Knowledge, written: str) -> None:
    assert [entry.id for _, entry in knowledge.law.replacing(written)] == ["sol-10-8"]


@pytest.mark.parametrize("written", ["12 kap. 7 § SoL", "2 kap. 71 § SoL", "SoL", "", "kap. 7 §"])
def test_other_citations_are_not_taken_for_it(knowledge: Knowledge, written: str) -> None:
    assert "sol-10-8" not in [entry.id for _, entry in knowledge.law.replacing(written)]


def test_a_provision_is_found_by_its_name(knowledge: Knowledge) -> None:
    assert [entry.id for entry in knowledge.law.named("är det samma sak som en LSS-plan?")] == ["lss-10"]
    assert knowledge.law.named("vem ansvarar för hjälpmedel") == ()


def test_the_three_plans_have_their_own_entries(knowledge: Knowledge) -> None:
    plans = {
        plan: {entry.id for entry in knowledge.law.of_plan(plan)} for plan in ("sip", "individuell_plan_hab_rehab", "lss_plan")
    }
    assert plans["sip"] == {"hsl-16-4", "sol-10-8"}
    assert plans["individuell_plan_hab_rehab"] == {"hsl-8-7", "hsl-12-5"}
    assert plans["lss_plan"] == {"lss-10"}


def test_what_is_only_remembered_is_never_shown() -> None:
    remembered = LawEntry(
        id="x", cite="X 1 §", title="x", text="x", confidence="memory", source="-", topics=("egenvard",), written=("X-lagen",)
    )
    law = Law(checked="-", entries=(remembered,))
    assert law.for_need("egenvard") == ()
    assert law.named("X-lagen och X 1 §") == ()
    assert not Replaced(cite="Y 1 §", confidence="memory").shows


def test_every_answer_that_cites_an_old_paragraph_gives_the_present_one(knowledge: Knowledge, world: World) -> None:
    shown = 0
    for agreement in knowledge.agreements:
        for example in agreement.cases:
            answered = worked(knowledge, agreement, example, world.today())
            if answered.question:
                continue
            said = plain_said(answered.enquiry.said, answered.enquiry.day.year)
            state = State(county=agreement.county, phase="answered", said=said)
            for reply in (answer_reply(world, state, answered), why(world, state, answered)):
                for old, entry in knowledge.law.replacing(reply.text):
                    shown += 1
                    assert entry.cite in reply.text, f"{example.name}: {old.cite} without {entry.cite}"
    assert shown
