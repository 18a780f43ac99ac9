"""The ombud loop as Teams sees it: cards in chats and channels, answers that come by themselves, and two who are as fast."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.desk import Office
from bot.desks import Desks
from bot.ombud import local_ombud
from bot.replies import to_activity

QUESTION = "kan en 30-åring få tyngdtäcke i Nässjö"
PEOPLE = (
    "aad-robin=jonkoping/region, aad-alex=jonkoping/kommun, aad-eli=jonkoping/kommun, aad-mika=dalarna/kommun, aad-boss=admin"
)
ANSWERS = ("Robins svar", "Alex svar", "Elis svar")


@pytest.fixture(params=["sqlite", "postgresql"])
def loop(request, dialog, client, tmp_path):
    """A service with ombud; `people` may be changed while it runs."""
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    people = local_ombud(PEOPLE, dialog.world.knowledge.covered)
    desks = Desks(Office(render=to_activity, roles_of=people.roles_of), people)
    with client.running(dialog, tmp_path / "bot.sqlite", url=url, desks=desks) as service:
        service.people = people
        yield service


@pytest.fixture
def person(loop, client):
    def make(name, **how):
        return client.User(loop, channel="msteams", over="connector", name=name, **how)

    return make


@pytest.fixture
def ombud(person):
    """An ombud in a chat of their own, whom the bot knows how to reach."""

    def make(name):
        made = person(name)
        made.say("ombud")
        return made

    return make


def send_on(kim, question=QUESTION):
    """Send a question to the ombud; its number."""
    kim.say(question)
    kim.say("skicka till ombud")
    receipt = kim.press("Skicka till båda ombuden")
    [number] = re.findall(r"nummer (\d+)", receipt.text)
    return int(number)


def card_of(someone, number):
    """The card of a ticket on somebody's screen: there is one, however often it changed."""
    [card] = [shown for shown in someone.screen if shown.title.startswith(f"Ärende {number}")]
    return card


def wait_until(someone, said, seconds=10.0):
    """Until something on the screen says so."""
    someone.wait_until(lambda: any(said in shown.text for shown in someone.screen), seconds)


def test_a_question_goes_and_an_answer_comes(person, ombud):
    robin, alex, mika, kim = ombud("robin"), ombud("alex"), ombud("mika"), person("kim")
    number = send_on(kim)
    for one in (robin, alex):
        wait_until(one, f"Ärende {number}")
    assert not any(str(number) in shown.text for shown in mika.screen), "not of her county"
    alex.say(f"ta {number}")
    wait_until(robin, "arbetar med det")
    alex.say(f"svara {number}: Ja, om förskrivaren bedömer det. Se https://vardgivare.example/tacke")
    wait_until(kim, "Ja, om förskrivaren bedömer det.")
    answer = kim.last
    assert answer.title.startswith("Svar från ombud (kommunen),")
    assert "aad-" not in answer.text
    assert "alex" not in str(answer.activity).lower()
    assert "vardgivare.example" in str(answer.card)
    wait_until(robin, "besvarat")
    assert card_of(robin, number)
    assert kim.press("Ja, svaret hjälpte").title.startswith("Tack")


def test_of_two_who_take_a_ticket_one_gets_it(person, ombud):
    robin, alex, eli, kim = ombud("robin"), ombud("alex"), ombud("eli"), person("kim")
    for _ in range(3):
        number = send_on(kim)
        with ThreadPoolExecutor(3) as hands:
            said = list(hands.map(lambda one, number=number: one.say(f"ta {number}").text, (robin, alex, eli)))
        assert sum(f"Du har tagit ärende {number}" in text for text in said) == 1, said
        assert sum("före dig" in text for text in said) == 2, said


def test_of_three_answers_at_once_the_asker_gets_one(person, ombud):
    workers, kim = [ombud(name) for name in ("robin", "alex", "eli")], person("kim")
    for _ in range(3):
        number = send_on(kim)
        before = len(kim.screen)
        with ThreadPoolExecutor(3) as hands:
            said = list(
                hands.map(
                    lambda pair, number=number: pair[0].say(f"svara {number}: {pair[1]}").text, zip(workers, ANSWERS, strict=True)
                )
            )
        assert sum("är skickat till den som frågade" in text for text in said) == 1, said
        for own, text in zip(ANSWERS, said, strict=True):
            assert own in text or "är skickat" in text, "what was written for nothing is given back"
        kim.wait_for(before + 1)
        assert sum(answer in shown.text for shown in kim.screen[before:] for answer in ANSWERS) == 1


def test_an_approval_of_what_is_being_changed_counts_for_nothing(person, ombud):
    robin, alex, kim = ombud("robin"), ombud("alex"), person("kim")
    number = send_on(kim)
    alex.say(f"svara {number}: Första lydelsen")
    alex.say(f"faq {number}")
    alex.press("Skicka förslaget")
    wait_until(robin, "Första lydelsen")
    name = f"faq-{number}"
    with ThreadPoolExecutor(2) as hands:
        changed, approved = hands.map(
            lambda pair: pair[0].say(pair[1]).text, [(alex, f"ändra {name}: Andra lydelsen"), (robin, f"godkänn {name}")]
        )
    seen = robin.say(f"visa {name}").text
    assert "Andra lydelsen" in seen, (changed, approved)
    assert "Första lydelsen" not in kim.say(QUESTION).text
    assert "Andra lydelsen" not in kim.last.text, "one of the two has not approved this wording"
    robin.say(f"visa {name}")
    robin.say(f"godkänn {name}")
    assert "Andra lydelsen" in kim.say(QUESTION).text


def test_nobody_else_may_touch_a_ticket(person, ombud, loop, capfd):
    kim, mika, alex = person("kim"), ombud("mika"), ombud("alex")
    number = send_on(kim)
    for text in (f"ta {number}", f"svara {number}: mitt svar", f"stäng {number} onödig", f"öppna {number}"):
        assert "mitt svar" not in mika.say(text).text or "skickades inte" in mika.last.text
        assert person("lou").say(text)
    wait_until(alex, f"Ärende {number}")
    alex.say(f"ta {number}")
    loop.people.become(local_ombud("aad-robin=jonkoping/region", ["jonkoping"]))
    refused = alex.say(f"svara {number}: För sent")
    assert "är skickat" not in refused.text
    loop.people.become(local_ombud(PEOPLE, ["jonkoping", "dalarna"]))
    assert "ingen har tagit det" in kim.say(f"hur går det med {number}").text or "arbetar med det" in kim.last.text
    assert "mitt svar" not in "".join(shown.text for shown in kim.screen)


def test_a_press_that_is_sent_again_does_nothing_twice(person, ombud):
    alex, kim = ombud("alex"), person("kim")
    number = send_on(kim)
    wait_until(alex, f"Ärende {number}")
    card = card_of(alex, number)
    press = alex.submit(card, card.button("Ta")["data"])
    for _ in range(3):
        alex.send(press)
    again = alex.submit(card, card.button("Ta")["data"])
    alex.send({**again, "value": {**again["value"], "number": str(number + 1)}})
    history = alex.say(f"ärende {number}").text
    assert history.count("tagit") + history.count("tog") <= 1, history


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "[länk](javascript:alert(1)) **fet**", "<at>Alla</at> &lt;b&gt;"])
def test_what_somebody_wrote_stays_text(person, ombud, text):
    alex, kim = ombud("alex"), person("kim")
    kim.say(f"kan en 30-åring få tyngdtäcke i Nässjö {text}")
    kim.say("skicka till ombud")
    number = int(re.findall(r"nummer (\d+)", kim.press("Skicka till båda ombuden").text)[0])
    wait_until(alex, f"Ärende {number}")
    blocks = [block for block in card_of(alex, number).card["body"] if block["type"] == "TextBlock"]
    assert not any("](javascript:" in block["text"] or "**fet**" in block["text"] for block in blocks)
    alex.say(f"svara {number}: {text} https://ok.example javascript:alert(1)")
    wait_until(kim, "Svar från ombud")
    urls = [action["url"] for action in kim.last.card.get("actions", []) if action["type"] == "Action.OpenUrl"]
    assert all(url.startswith("https://") for url in urls)


def test_a_channel_of_the_ombud(person):
    team = {"kind": "channel", "conversation": "19:ombud@thread.tacv2"}
    admin, colleague, kim = person("boss", **team), person("sam", **team), person("kim")
    assert "koppl" in colleague.say("koppla kanalen till jonkoping kommun").text.lower()
    assert "kommun" in admin.say("koppla kanalen till jonkoping kommun").text
    number = send_on(kim)
    wait_until(colleague, f"Ärende {number}")
    colleague.say(f"svara {number}: Vi i kanalen svarar")
    wait_until(kim, "Vi i kanalen svarar")
    admin.say("koppla bort kanalen")
    other = send_on(kim, "kan en 40-åring få tyngdtäcke i Eksjö")
    assert not any(f"Ärende {other}" in shown.title for shown in colleague.screen)


def test_an_answer_waits_until_the_channel_takes_it(person, ombud, loop):
    alex, kim = ombud("alex"), person("kim")
    number = send_on(kim)
    shown = len(kim.screen)
    loop.channel.deaf.add(kim.conversation)
    alex.say(f"svara {number}: Till slut")
    assert len(kim.screen) == shown
    loop.channel.deaf.clear()
    wait_until(kim, "Till slut")
    assert sum("Till slut" in each.text for each in kim.screen) == 1


def test_forgotten_at_once(person, ombud, loop):
    alex, kim = ombud("alex"), person("kim")
    number = send_on(kim)
    kim.say("glöm mig")
    kim.press("Ja, glöm mig")
    shown = len(kim.screen)
    alex.say(f"svara {number}: Till ingen")
    assert "når" in alex.last.text or "inte" in alex.last.text
    assert len(kim.screen) == shown
    assert "inget sådant ärende" in kim.say(f"hur går det med {number}").text


def test_the_environment_of_a_service_says_who_is_ombud(client, tmp_path):
    process = client.Process(tmp_path, LOCAL_OMBUD="*=jonkoping/kommun, boss=admin")
    process.start()
    try:
        service = client.Service(process.url, process.database, client.Channel(), "http://127.0.0.1:9")
        everybody = client.User(service, name="anybody")
        assert "Så svarar du som ombud" in everybody.say("ombud").text
    finally:
        process.end(9)


def test_a_wrong_environment_is_one_line(client, tmp_path):
    process = client.Process(tmp_path, LOCAL_OMBUD="kim=nowhere/kommun")
    with pytest.raises(AssertionError):
        process.start()
    assert "'nowhere' is no county with an agreement" in process.written()
