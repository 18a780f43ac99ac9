"""From one SDK to the other: with the same database, in the middle of a conversation."""

from __future__ import annotations

import json
import signal

import pytest


@pytest.mark.parametrize("way", [("botframework", "agents"), ("agents", "botframework")], ids=" to ".join)
@pytest.mark.parametrize("channel", ["emulator", "msteams"])
def test_an_interview_goes_on_after_the_move(dialog, client, tmp_path, way, channel):
    before, after = way
    with client.running(dialog, tmp_path / "bot.sqlite", host_sdk=before) as service:
        kim = client.User(service, channel=channel)
        kim.say("guida mig")
        kim.press("Jönköpings län")
    with client.running(dialog, tmp_path / "bot.sqlite", host_sdk=after) as service:
        kim.service = service
        kim.press("Habilitering på specialistnivå")
        assert kim.press("Dövblindhet").title == "■ Regionen ansvarar."


def test_the_same_is_sent_by_both(dialog, client, tmp_path):
    def told(host_sdk):
        with client.running(dialog, tmp_path / f"{host_sdk}.sqlite", host_sdk=host_sdk) as service:
            kim = client.User(service, channel="msteams", over="connector", conversation="a:kim")
            kim.say("guida mig")
            kim.press("Dalarnas län")
            kim.press("Rehabilitering eller träning")
            kim.say("vad är sip?")
            said = [{**shown.activity, "id": "", "replyToId": "", "serviceUrl": ""} for shown in kim.screen]
            return json.loads(json.dumps(said).replace(service.channel_url, ""))

    said, expected = told("agents"), told("botframework")
    for activity in (*said, *expected):
        activity.get("conversation", {}).pop("tenantId", None)  # the Bot Framework SDK drops it
    assert len(said) >= 2
    assert said == expected


def test_a_process_on_the_agents_sdk(client, tmp_path):
    process = client.Process(tmp_path, HOST_SDK="agents")
    process.start()
    try:
        service = client.Service(process.url, process.database, client.Channel(), "http://127.0.0.1:9")
        with service.http:
            assert client.User(service).say("hej").text
            assert service.post({"type": "message", "conversation": 7}).status_code == 400
    finally:
        ended = process.end(signal.SIGTERM)
    assert ended == 0
    lines = [json.loads(line) for line in process.written().splitlines()]
    assert not {line["level"] for line in lines} & {"warning", "error"}
