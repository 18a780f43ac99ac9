"""Whole conversations, as users hold them: what is pressed is pressed by its label on the cards that came."""

from __future__ import annotations

import pytest

from dialogs import texts

QUESTION = "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?"
GUIDED = {
    "Jönköping": (
        ["Jönköpings län", "Habilitering på specialistnivå", "Dövblindhet"],
        "■ Regionen ansvarar.",
        "dövblindhet · habilitering på specialistnivå · Jönköpings län",
    ),
    "Jönköping, not settled": (
        ["Jönköpings län", "Habilitering på specialistnivå", "Autism, adhd eller annan NPF utan IF"],
        "○ Överenskommelsen avgör inte det här.",
        "NPF",
    ),
    "Dalarna": (
        ["Dalarnas län", "Rehabilitering eller träning", "Klara vardagen, t.ex. kök, dusch, ta sig ut"],
        "● Främst kommunen.",
        "Dalarnas län",
    ),
    "Dalarna, shared": (
        ["Dalarnas län", "Rehabilitering eller träning", "Både och"],
        "●■ Delat ansvar: kommunen och regionen",
        "Dalarnas län",
    ),
}


def test_a_question_in_own_words_is_answered(anybody):
    answer = anybody.say(QUESTION)
    assert answer.title == "● Kommunen ansvarar."
    assert "Källa: Överenskommelse habilitering, Jönköpings län (maj 2022), «Kommunen ansvarar för:», punkt 2" in answer.text
    assert "Så läste jag frågan: 40 år" in answer.text
    assert answer.buttons == ["Starta SIP", "Kontakt", "Varför?", "Ändra", "Stämmer inte"]
    assert anybody.press("Varför?").title == texts.WHY_TITLE
    assert "036-10 50 00" in anybody.press("Kontakt").text


@pytest.mark.parametrize("name", GUIDED)
def test_the_interview_by_taps_only(anybody, name):
    taps, title, read = GUIDED[name]
    anybody.send(anybody.activity(type="conversationUpdate", membersAdded=[{"id": "kim"}, {"id": "28:bot"}]))
    assert anybody.last.title == texts.WELCOME_TITLE
    question = anybody.press("Guida mig")
    assert question.title == texts.ASK_PLACE
    for tap in taps:
        assert question.title.endswith("?")
        question = anybody.press(tap)
    assert question.title.startswith(title)
    assert read in question.text
    assert texts.OLD_CARD not in question.text


def test_in_teams_the_interview_stays_one_card(user):
    kim = user(channel="msteams", over="connector")
    kim.say("guida mig")
    first = kim.last
    assert {action["type"] for action in first.card["actions"]} == {"Action.Execute"}
    for tap in ("Jönköpings län", "Habilitering på specialistnivå", "Tillbaka", "Habilitering på specialistnivå"):
        assert kim.press(tap).title.endswith("?")
    answer = kim.press("Dövblindhet")
    assert answer.title == "■ Regionen ansvarar."
    assert (len(kim.screen), answer.id, kim.toasts) == (1, first.id, [])
    assert kim.service.channel.calls(kim.conversation) == ["POST"]


def test_in_the_emulator_each_question_is_a_new_card(user):
    kim = user(over="connector")
    kim.say("guida mig")
    for tap in ("Jönköpings län", "Habilitering på specialistnivå", "Dövblindhet"):
        assert all(action["type"] == "Action.Submit" for action in kim.last.card["actions"])
        kim.press(tap)
    assert [shown.title for shown in kim.screen] == [
        "Vilken kommun eller vilket län gäller det?",
        "Vad behövs?",
        "Vilken funktionsnedsättning har personen?",
        "■ Regionen ansvarar.",
    ]
    assert kim.service.channel.calls(kim.conversation) == ["POST"] * 4


def test_an_old_teams_client_presses_submit_and_the_card_is_replaced(user):
    kim = user(channel="msteams", over="connector")
    question = kim.say("guida mig")
    fallback = question.button("Jönköpings län")["fallback"]
    assert fallback["type"] == "Action.Submit"
    kim.send(kim.submit(question, fallback["data"]))
    assert [shown.title for shown in kim.screen] == ["Vad behövs?"]
    assert kim.service.channel.calls(kim.conversation) == ["POST", "PUT"]


def test_a_place_written_on_the_card(anybody):
    anybody.say("guida mig")
    assert anybody.fill("place", "Nässjö").press("Svara").title == "Vad behövs?"
    anybody.press("Habilitering på specialistnivå")
    answer = anybody.press("Dövblindhet")
    assert answer.title == "■ Regionen ansvarar."
    assert "Nässjö, Jönköpings län" in answer.text


def test_a_place_that_does_not_exist_is_asked_for_again(anybody):
    anybody.say("guida mig")
    again = anybody.fill("place", "Atlantis").press("Svara")
    assert texts.ASK_PLACE in again.text
    assert texts.UNKNOWN_PLACE in again.text


def test_an_empty_field_is_asked_for_again_and_is_no_old_card(anybody):
    anybody.say("guida mig")
    again = anybody.press("Svara")
    assert texts.ASK_PLACE in again.text
    assert texts.OLD_CARD not in again.text


def test_an_age_written_on_the_card(anybody):
    anybody.say("vem ansvarar för hjälpmedel i Tranås, dövblind")
    anybody.press("Ändra")
    anybody.press("Ålder: lägg till")
    answer = anybody.fill("number", "40").press("Svara")
    assert "40 år" in answer.text


def test_a_sip_starts_with_consent(anybody):
    anybody.say("habilitering i vardagen 12-åring med ryggmärgsbråck Nässjö")
    consent = anybody.press("Starta SIP")
    assert consent.title == texts.SIP_TITLE
    start = anybody.press("Ja", on=consent)
    assert start.title == texts.SIP_START_TITLE
    links = [action["url"] for action in start.card["actions"] if action["type"] == "Action.OpenUrl"]
    assert links
    assert all(link.startswith("https://") for link in links)
    assert "personen själv" in start.text
    no = anybody.press("Nej", on=consent)
    assert no.title == texts.SIP_NO_TITLE
    assert "teams.microsoft.com" not in str(no.card)
    assert anybody.press("Inte frågat än", on=consent).title == texts.SIP_NOT_YET_TITLE


def test_the_wording_where_the_documents_are(with_documents, client, tmp_path):
    with client.running(with_documents, tmp_path / "bot.sqlite") as service:
        for channel, over in (("emulator", "expectReplies"), ("msteams", "connector")):
            kim = client.User(service, channel=channel, over=over)
            answer = kim.say(QUESTION)
            assert "Visa ordalydelsen" in answer.buttons
            assert len(answer.buttons) == 6
            wording = kim.press("Visa ordalydelsen")
            assert wording.title == texts.WORDING_TITLE
            assert "arbetsterapeut" in wording.text


def test_without_the_documents_no_wording_is_promised(anybody):
    assert "Visa ordalydelsen" not in anybody.say(QUESTION).buttons


def test_an_emergency_keeps_the_question(anybody):
    question = anybody.say("vem ansvarar för habilitering i Eksjö")
    now = anybody.say("oj hon svimmade och andas konstigt")
    assert now.title == "Ring 112 nu."
    assert anybody.press("Fortsätt med frågan").title == question.title
    assert anybody.press("Dövblindhet").title == "■ Regionen ansvarar."


def test_every_button_of_every_card_leads_somewhere(anybody):
    """Presses whatever was not pressed yet, the newest card first, for a while."""
    anybody.say("rehab efter stroke, Ludvika, vem tar det?")
    pressed: set[str] = set()
    for _ in range(40):
        shown = next((s for s in reversed(anybody.screen) if set(links_not_taken(s)) - pressed), None)
        if shown is None:
            break
        label = next(label for label in links_not_taken(shown) if label not in pressed)
        pressed.add(label)
        anybody.press(label, on=shown)
    assert {"Varför?", "Kontakt", "Starta SIP", "Ändra", "Ny fråga"} <= pressed
    anybody.say("avbryt")
    assert anybody.say(QUESTION).title == "● Kommunen ansvarar."


def links_not_taken(shown):
    """What can be pressed on a card, except links and what needs something else on the card."""
    actions = {action["title"]: action for action in (shown.card or {}).get("actions", [])}
    return [label for label in shown.can if label != "Svara" and actions.get(label, {}).get("type") != "Action.OpenUrl"]


def test_it_says_hello_once(user):
    kim = user(channel="msteams", over="connector")
    bot = {"id": "28:bot"}
    kim.send(kim.activity(type="installationUpdate", action="add"))
    kim.send(kim.activity(type="conversationUpdate", membersAdded=[bot]))
    kim.send(kim.activity(type="conversationUpdate", membersAdded=[{"id": "29:kim"}]))
    assert [shown.title for shown in kim.screen] == [texts.WELCOME_TITLE]
    kim.send(kim.activity(type="installationUpdate", action="remove"))
    assert len(kim.screen) == 1


def test_what_teams_repeats_is_answered_once(user):
    kim = user(channel="msteams", over="connector")
    activity = kim.activity(type="message", text=QUESTION)
    assert len(kim.send(activity)) == 1
    assert kim.send(activity) == []


def test_a_channel_that_takes_no_reply_loses_no_answer(user):
    """The turn counts although its reply was not taken. The reply comes when the channel takes it, once."""
    kim = user(over="connector")
    kim.say("guida mig")
    shown = len(kim.screen)
    kim.service.channel.broken = True
    response = kim.service.post(kim.activity(type="message", text="Jönköpings län"))
    assert response.status_code == 200
    assert len(kim.screen) == shown
    kim.service.channel.broken = False
    assert kim.wait_for(shown + 1).title == "Vad behövs?"
    assert kim.say("habilitering på specialistnivå").title == "Vilken funktionsnedsättning har personen?"


@pytest.mark.parametrize("age", ["400", "abc", "-3", "²"])
def test_a_change_that_is_no_answer_is_asked_for_again(anybody, age):
    anybody.say("vem ansvarar för hjälpmedel i Tranås, dövblind")
    anybody.press("Ändra")
    anybody.press("Ålder: lägg till")
    again = anybody.fill("number", age).press("Svara")
    assert "Hur gammal är personen?" in again.text
    assert texts.NOT_UNDERSTOOD in again.text
    anybody.say("hjälp")
    assert "Hur gammal är personen?" in anybody.press("Fortsätt med frågan").text
    assert "40 år" in anybody.fill("number", "40").press("Svara").text


@pytest.mark.parametrize("over", ["expectReplies", "connector"])
def test_an_earlier_card_of_the_same_interview_changes_its_answer(user, over):
    """Where each question is a card of its own, the earlier ones can still be pressed."""
    kim = user(over=over)
    place = kim.say("guida mig")
    need = kim.press("Jönköpings län")
    diagnosis = kim.press("Habilitering på specialistnivå")
    again = kim.press("Habilitering på specialistnivå", on=need)
    assert again.title == diagnosis.title
    moved = kim.press("Dalarnas län", on=place)
    assert moved.title == "○ Underlaget avgör inte det här."
    aim = kim.press("Rehabilitering eller träning", on=need)
    assert aim.title == "Vad är målet med insatsen?"
    assert kim.press("Både och").title.startswith("●■")
