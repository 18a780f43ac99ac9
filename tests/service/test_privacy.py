"""A personal number goes nowhere: not into a reply, not into the database, not into the log."""

from __future__ import annotations

import itertools
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

NUMBERS = [
    "19900101-2384",
    "199001012384",
    "900101-2384",
    "9001012384",
    "19900101 2384",
    "19900101\u20132384",
    "1990 01 01 23 84",
    "19900161-2386",
]
TRACES = ("900101", "900161", "2384", "2386")
"""Parts of the numbers that are looked for in what is said and logged; the year alone could be anything."""
STORED = ("900101", "900161", "-2384", "-2386", "12384", "12386")
"""The same for the database's bytes, where four digits alone may be of a time."""


def without_trace(text, traces=TRACES):
    for trace in traces:
        assert trace not in text, text[max(0, text.find(trace) - 200) :][:400]


def everything(kim):
    """All that was shown, cards and their hidden parts included; not the ids and addresses, which are of these tests."""
    ours = {"id", "replyToId", "serviceUrl", "conversation", "from", "recipient", "timestamp"}
    return json.dumps([{name: shown.activity[name] for name in shown.activity.keys() - ours} for shown in kim.screen])


def check_database(service):
    """Neither as it lies there nor decoded."""
    without_trace(service.stored_bytes().decode("latin-1"), STORED)
    without_trace(json.dumps([row[3] for row in service.rows()]), TRACES)


def check_metrics(service):
    """Names and labels; the values are counts and seconds."""
    counted = service.get("/metrics").text
    assert "activities" in counted or "turns" in counted or "requests" in counted
    without_trace("\n".join(line.rpartition(" ")[0] for line in counted.splitlines()))


WAYS = [{}, {"over": "connector"}, {"channel": "msteams", "over": "connector"}]


@pytest.mark.parametrize(("number", "way"), list(zip(NUMBERS, itertools.cycle(WAYS), strict=False)))
def test_a_number_in_a_conversation(user, number, way, capfd, caplog):
    kim = user(**way)
    caplog.set_level(logging.INFO)
    for text in (
        number,
        f"hjälpmedel till {number} i Nässjö",
        f"Vem ansvarar för arbetsterapi för Anna, {number}, med CP i ordinärt boende i Jönköping?",
        "guida mig",
        number,
        f"Tranås, pnr {number}",
        f"habilitering på specialistnivå {number}",
    ):
        kim.say(text)
    kim.say("guida mig")
    kim.fill("place", number).press("Svara")
    kim.fill("place", f"Nässjö {number}").press("Svara")
    without_trace(everything(kim))
    check_database(kim.service)
    check_metrics(kim.service)
    without_trace("".join(capfd.readouterr()))
    logged = [(record.getMessage(), record.__dict__.get("data")) for record in caplog.records if record.name.startswith("bot")]
    assert logged
    without_trace(str(logged))


@pytest.mark.parametrize("number", NUMBERS[:2])
def test_a_number_where_none_is_expected(user, number):
    """In the data of a press, in names and ids, in what is attached, in what is no activity."""
    kim = user()
    kim.say("guida mig")
    serial = str(kim.state.serial)
    for value in (
        {"verb": number},
        {"verb": "answer", "serial": serial, "facet": number, "value": number},
        {"verb": "answer", "serial": serial, "facet": "county", "value": number},
        {"verb": "answer", "serial": serial, "facet": "age", "value": number},
        {"verb": "answer", "serial": serial, "number": number},
        {"verb": "answer", "serial": serial, "facet": "birth_year", "value": number},
        {"verb": "unknown", "serial": serial, "facet": number},
        {"verb": "change_facet", "serial": serial, "facet": number},
        {"choice": json.dumps({"verb": "answer", "serial": serial, "facet": "need", "value": number})},
        {number: number},
    ):
        kim.send(kim.submit(kim.last, value))
    attached = [{"contentType": "text/html", "content": number}]
    kim.send(kim.activity(type="message", text="hej", summary=number, attachments=attached))
    kim.send(kim.activity(type="message", text="hjälp", **{"from": {"id": "kim", "name": number}}))
    kim.send(kim.activity(type="message", text=f"{number} " * 1500))
    without_trace(everything(kim))
    check_database(kim.service)
    broken = kim.service.post(f'{{"type": "{number}", "text": ["{number}"]}}'.encode())
    assert broken.status_code == 400
    without_trace(broken.text)


def test_the_age_is_not_taken_from_a_number(user):
    kim = user()
    answer = kim.say("hjälpmedel till 19900101-2384 i Nässjö")
    assert "Jag har tagit bort personnumret" in answer.text
    assert "36 år" not in answer.text
    assert "age" not in kim.state.said


def test_no_name_or_conversation_is_in_the_database(user):
    kim = user(channel="msteams", over="connector", name="annasvensson", conversation="19:hemlig@thread.v2")
    kim.say("Vem ansvarar för Annabella Svenssons arbetsterapi? 40 år, CP, Jönköping")
    stored = kim.service.stored_rows().lower()
    for secret in ("annasvensson", "hemlig@thread", "tenant-1"):
        assert secret not in stored


def test_the_question_itself_stays_for_a_day(user):
    """It may be sent to an ombud; a name that somebody wrote in it goes with it."""
    kim = user(channel="msteams", over="connector")
    kim.say("Vem ansvarar för Annabella Svenssons arbetsterapi? 40 år, CP, Jönköping")
    assert "Annabella" in kim.service.stored_rows()
    kim.service.purge(datetime.now(UTC) + timedelta(hours=25))
    assert "Annabella" not in kim.service.stored_rows()
    assert "age" in kim.state.said
