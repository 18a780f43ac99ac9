"""The storage goes: the user is told, the service is not ready, nothing is half-written; it comes back, the talk goes on."""

from __future__ import annotations

import pytest

from bot import texts

QUESTION = "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?"
ANSWER = "● Kommunen ansvarar."
BREAKS = {
    "the table is gone": (["ALTER TABLE conversations RENAME TO gone"], ["ALTER TABLE gone RENAME TO conversations"]),
    "nothing can be written": (
        [
            f"CREATE TRIGGER no_{what} BEFORE {what} ON conversations BEGIN SELECT RAISE(FAIL, 'disk full'); END"
            for what in ("insert", "update")
        ],
        ["DROP TRIGGER no_insert", "DROP TRIGGER no_update"],
    ),
}


@pytest.mark.parametrize("way", [{}, {"channel": "msteams", "over": "connector"}])
@pytest.mark.parametrize("name", BREAKS)
def test_the_storage_goes_in_the_middle_of_an_interview(client, own_service, name, way):
    breaking, mending = BREAKS[name]
    kim = client.User(own_service, **way)
    stranger = client.User(own_service, **way, name="robin")
    kim.say("guida mig")
    kim.press("Jönköpings län")
    question, before = kim.last, own_service.rows()
    for statement in breaking:
        own_service.execute(statement)

    pressed = len(kim.screen)
    kim.press("Habilitering på specialistnivå", on=question)
    assert any(texts.CANNOT_SAVE in shown.text for shown in kim.screen[pressed:])
    for somebody in (kim, stranger):
        seen = len(somebody.screen)
        assert somebody.say(QUESTION).title == ANSWER
        assert somebody.screen[seen].text == texts.CANNOT_SAVE
    if name == "the table is gone":
        assert not own_service.ready()
        assert own_service.get("/readyz").json()["parts"]["storage"] == "failed"
    assert own_service.get("/healthz").status_code == 200

    for statement in mending:
        own_service.execute(statement)
    assert own_service.ready()
    assert own_service.rows() == before
    kim.press("Habilitering på specialistnivå", on=question)
    assert kim.press("Dövblindhet").title == "■ Regionen ansvarar."


def test_the_storage_comes_after_the_service(client, dialog, tmp_path):
    """A folder that cannot be made at first: the service is up, says so, and needs no restart."""
    (tmp_path / "var").write_text("in the way")
    with client.running(dialog, tmp_path / "var" / "bot.sqlite") as service:
        kim = client.User(service)
        assert not service.ready()
        assert service.get("/healthz").status_code == 200
        assert kim.say(QUESTION).title == ANSWER
        assert kim.screen[0].text == texts.CANNOT_SAVE
        (tmp_path / "var").unlink()
        assert service.ready()
        kim.say("guida mig")
        assert texts.CANNOT_SAVE not in "".join(shown.text for shown in kim.screen[2:])
        assert kim.press("Jönköpings län").title == "Vad behövs?"
        assert len(service.rows()) == 1


def test_the_metrics_count_it(client, own_service):
    own_service.execute("DROP TABLE conversations")
    client.User(own_service).say("hej")
    assert 'bot_failures_total{kind="storage"} 1.0' in own_service.get("/metrics").text
