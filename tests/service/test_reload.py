"""A real `vem-ansvarar serve` whose knowledge is edited while people talk to it."""

from __future__ import annotations

import json
import shutil
import signal
import time
from pathlib import Path

import pytest
import requests

from knowledge.loader import DATA

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="the system has no SIGHUP")

AGREEMENT = "agreements/jonkoping-habilitering-2022.yaml"
RULE = "Regionen svarar för habilitering på specialistnivå. Den ges efter behov, till såväl barn och ungdomar som vuxna."
NEW_RULE = "Regionen svarar för specialisthabilitering åt alla."
ASKS, NEW_ASKS = "Vilken funktionsnedsättning har personen?", "Vilken diagnos har personen?"
QUESTION = "Vem ansvarar för habilitering på specialistnivå för en vuxen med dövblindhet i Tranås?"
APP = {
    "MicrosoftAppId": "00000000-0000-4000-8000-000000000001",
    "MicrosoftAppPassword": "secret",
    "MicrosoftAppTenantId": "00000000-0000-4000-8000-000000000002",
    "HOST": "127.0.0.1",
}


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def start(client, tmp_path, folder):
    """Starts the service on the copy of the knowledge."""
    made = []

    def make(**environ):
        process = client.Process(tmp_path, KNOWLEDGE_DIR=str(folder), **environ)
        made.append(process)
        process.start()
        return process

    yield make
    for process in made:
        if process.is_up():
            process.end(signal.SIGKILL)


def someone(client, process, name="kim"):
    service = client.Service(process.url, process.database, client.Channel(), "http://127.0.0.1:9")
    service.http.close()
    service.http = requests
    return client.User(service, name=name)


def edit(folder: Path, old: str, new: str, name: str = AGREEMENT) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")


def events(process, name):
    lines = [json.loads(line) for line in process.written().splitlines()]
    return [line for line in lines if line["event"] == name]


def wait_for(process, name, number=1):
    until = time.monotonic() + 20
    while len(events(process, name)) < number:
        assert time.monotonic() < until, process.written()
        assert process.is_up(), process.written()
        time.sleep(0.05)
    return events(process, name)[number - 1]


def hang_up(process):
    process._process.send_signal(signal.SIGHUP)


def test_sighup_with_an_interview_under_way(client, start, folder):
    """The interview keeps its questions and its answer; a question asked anew gets the new answer. A bad edit changes nothing."""
    process = start()
    kim, robin = someone(client, process), someone(client, process, "robin")
    for somebody in (kim, robin):
        somebody.say("guida mig")
        somebody.press("Jönköpings län")
    edit(folder, RULE, NEW_RULE)
    edit(folder, ASKS, NEW_ASKS, "facets.yaml")
    hang_up(process)
    wait_for(process, "knowledge_reloaded")
    assert ASKS in kim.press("Habilitering på specialistnivå").text
    assert RULE in kim.press("Dövblindhet").text
    assert RULE in kim.press("Varför?").text

    wrong = "{need: [habilitering_spesialist, utredning], diagnosis: *"
    edit(folder, wrong.replace("spesialist", "specialist"), wrong)
    line = 1 + (folder / AGREEMENT).read_text("utf-8").partition(wrong)[0].count("\n")
    hang_up(process)
    refused = wait_for(process, "knowledge_rejected")
    assert refused["level"] == "error"
    assert f"{AGREEMENT}:{line} " in refused["problems"][0]
    assert "'habilitering_spesialist' is no value" in refused["problems"][0]
    ready = requests.get(f"{process.url}/readyz", timeout=5)
    edition = refused["edition"]
    assert ready.status_code == 200
    assert ready.json()["parts"]["knowledge"] == f"ok, edition {edition}, the latest edit was rejected"
    metrics = requests.get(f"{process.url}/metrics", timeout=5).text
    assert f'bot_knowledge_info{{edition="{edition}"}} 1.0' in metrics
    assert 'bot_reloads_total{result="rejected"} 1.0' in metrics
    assert NEW_RULE in kim.say(QUESTION).text
    assert NEW_RULE in kim.press("Varför?").text
    assert ASKS in robin.press("Habilitering på specialistnivå").text
    assert RULE in robin.press("Dövblindhet").text

    edit(folder, "habilitering_spesialist", "habilitering_specialist")
    hang_up(process)
    wait_for(process, "knowledge_unchanged")
    assert process.end(signal.SIGTERM) == 0


def test_local_mode_sees_an_edit_by_itself(client, start, folder):
    process = start()
    kim = someone(client, process)
    assert RULE in kim.say(QUESTION).text
    edit(folder, RULE, NEW_RULE)
    wait_for(process, "knowledge_reloaded")
    assert NEW_RULE in kim.say(QUESTION).text
    edit(folder, NEW_RULE, "]: [")
    wait_for(process, "knowledge_rejected")
    assert NEW_RULE in kim.say(QUESTION).text


def test_with_an_app_id_only_sighup_counts(start, folder):
    process = start(**APP)
    edit(folder, RULE, NEW_RULE)
    time.sleep(4)
    assert not events(process, "knowledge_reloaded")
    hang_up(process)
    wait_for(process, "knowledge_reloaded")


def test_sighup_reads_the_ombud_too(client, start, folder, tmp_path):
    people = tmp_path / "ombud.yaml"
    person = "11111111-1111-4111-8111-111111111111"
    people.write_text(f"ombud: {{jonkoping: {{kommun: [{person}]}}}}")
    process = start(OMBUD_FILE=str(people))
    people.write_text("ombud: {jonkoping: {kommun: [anna]}}")
    hang_up(process)
    assert "ombud.yaml:1: " in wait_for(process, "ombud_rejected")["problems"][0]
    assert "anna" not in process.written()
    people.write_text("ombud: {}")
    hang_up(process)
    until = time.monotonic() + 20
    while not any(line["people"] == 0 for line in events(process, "ombud_reloaded")):
        assert time.monotonic() < until, process.written()
        time.sleep(0.05)
