"""Several at once: people in one channel, messages in one conversation, processes on one database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

QUESTION = "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?"


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
def test_two_people_in_one_channel_do_not_mix(user, kind):
    shared = {"channel": "msteams", "over": "connector", "kind": kind, "conversation": f"19:team-{kind}@thread.tacv2"}
    kim, robin = user(name="kim", **shared), user(name="robin", **shared)
    kim.say("guida mig")
    robin.say("guida mig")
    first, second = kim.screen
    kim.press("Jönköpings län", on=first)
    robin.press("Dalarnas län", on=second)
    first, second = kim.screen
    assert (first.title, second.title) == ("Vad behövs?", "Vad behövs?")
    kim.press("Habilitering på specialistnivå", on=first)
    robin.press("Rehabilitering eller träning", on=second)
    first, second = kim.screen
    assert kim.press("Dövblindhet", on=first).title == "■ Regionen ansvarar."
    assert robin.press("Klara vardagen, t.ex. kök, dusch, ta sig ut", on=second).title == "● Främst kommunen."
    assert "Jönköpings län" in kim.screen[0].text
    assert "Dalarnas län" in kim.screen[1].text


def test_a_mention_is_no_part_of_the_question(user):
    kim = user(channel="msteams", over="connector", kind="channel", conversation="19:mention@thread.tacv2")
    assert kim.say(QUESTION).title == "● Kommunen ansvarar."


def test_many_people_at_once(client, service):
    def hold(number):
        kim = client.User(service, name=f"person-{number}")
        kim.say("guida mig")
        if number % 2:
            kim.press("Jönköpings län")
            kim.press("Habilitering på specialistnivå")
            return kim.press("Dövblindhet").title
        kim.press("Dalarnas län")
        kim.press("Rehabilitering eller träning")
        return kim.press("Klara vardagen, t.ex. kök, dusch, ta sig ut").title

    with ThreadPoolExecutor(8) as people:
        titles = list(people.map(hold, range(16)))
    assert titles == ["● Främst kommunen.", "■ Regionen ansvarar."] * 8


@pytest.mark.parametrize("turn", range(4))
def test_two_messages_at_once_are_both_heard(user, turn):
    kim = user()
    kim.say("vem ansvarar för habilitering")
    texts = ["Eksjö", "dövblind"] if turn % 2 else ["dövblind", "Eksjö"]
    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(kim.service.post, [kim.activity(type="message", text=text) for text in texts]))
    assert all(answer.json()["activities"] for answer in answers)
    assert kim.state.county == "jonkoping"
    assert "dovblindhet" in str(kim.state.said["diagnosis"])
    assert kim.state.phase == "answered"


def test_a_double_tap_answers_once(user):
    kim = user(channel="msteams", over="connector")
    kim.say("guida mig")
    kim.press("Jönköpings län")
    shown = kim.last
    choice = next(c["value"] for c in shown.input("Input.ChoiceSet")["choices"] if c["title"] == "Habilitering på specialistnivå")
    button = shown.button("Svara")
    action = {"type": "Action.Execute", "verb": button["verb"], "data": {**button["data"], "choice": choice}}
    with ThreadPoolExecutor(3) as fingers:
        answers = list(fingers.map(kim.service.post, [kim.invoke(shown, action) for _ in range(3)]))
    assert all("Vilken funktionsnedsättning har personen?" in answer.json()["value"]["fallbackText"] for answer in answers)
    assert (kim.state.order, kim.state.asking) == (("county", "need"), "diagnosis")


def test_two_processes_on_one_database(dialog, client, tmp_path):
    """Messages of one conversation that reach two replicas at the same time."""
    with client.running(dialog, tmp_path / "bot.sqlite") as one, client.running(dialog, tmp_path / "bot.sqlite") as two:
        for number in range(6):
            kim = client.User(one, conversation=f"shared-{number}")
            kim.say("vem ansvarar för habilitering")
            sent = [(one, "Eksjö"), (two, "dövblind")]
            with ThreadPoolExecutor(2) as hands:
                list(hands.map(lambda pair, kim=kim: pair[0].post(kim.activity(type="message", text=pair[1])), sent))
            assert (kim.state.county, kim.state.phase) == ("jonkoping", "answered")
            assert "dovblindhet" in str(kim.state.said["diagnosis"])
