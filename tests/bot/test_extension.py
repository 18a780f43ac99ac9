"""The search from the compose box: what Teams sends is read, and answered in the form that it takes."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import extension, texts
from bot.app import DATABASE, Parts
from bot.desk import Office
from bot.desks import Desks
from bot.extension import MOST_RESULTS, Query
from bot.ombud import Ombud
from bot.replies import to_activity
from bot.storage import StorageError, faq
from bot.storage.faq import LiveFaq
from bot.teams.app import App
from bot.teams.manifest import manifest
from dialogs import finding
from dialogs.desk import Proposal
from dialogs.turn import Dialog
from dialogs.world import World
from knowledge.faq import FaqEntry

SCHEMA = json.loads(resources.files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
LARGEST = 28 * 1024
NOW = datetime(2026, 11, 22, tzinfo=UTC)
OPTIONS = {"skip": 0, "count": 25}


def entry(**fields: Any) -> FaqEntry:
    given = {"id": "faq-1", "county": "kalmar", "question": "Vem lagar rullstolen?", "answer": "Den som äger den."}
    return FaqEntry.model_validate({**given, "approved_by": ["region"], "approved_at": date(2026, 11, 1), **fields})


def value(text: Any = None, **parts: Any) -> dict[str, Any]:
    """The value as Teams sends it."""
    parameters = [{"name": "query", "value": text}]
    return {"commandId": "search", "parameters": parameters, "queryOptions": OPTIONS, **parts}


def check(body: Any) -> dict[str, Any]:
    """What Teams takes: a list of cards with their lines, or a message."""
    assert set(body) == {"composeExtension"}
    answer: dict[str, Any] = body["composeExtension"]
    if answer["type"] == "message":
        assert set(answer) == {"type", "text"}
        assert answer["text"].strip()
        return answer
    assert (answer["type"], answer["attachmentLayout"]) == ("result", "list")
    assert len(answer["attachments"]) <= MOST_RESULTS
    for attachment in answer["attachments"]:
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        card = attachment["content"]
        VALIDATOR.validate(card)
        assert card["version"] == "1.5"
        assert len(json.dumps(card, ensure_ascii=False).encode()) < LARGEST
        assert {action["type"] for action in card.get("actions", [])} <= {"Action.OpenUrl"}
        assert "Infogat" in json.dumps(card, ensure_ascii=False)
        assert attachment["preview"]["contentType"] == "application/vnd.microsoft.card.thumbnail"
        line = attachment["preview"]["content"]
        assert line["title"].strip()
        assert line["text"].strip()
        assert not set("<>") & set(line["title"] + line["text"])
    return answer


def titles(answer: dict[str, Any]) -> list[str]:
    return [attachment["preview"]["content"]["title"] for attachment in answer["attachments"]]


@pytest.fixture
def serve(make_client: Any) -> Any:
    """Starts a service whose conversation and search stand on a world."""

    async def served(its_world: World, **parts: Any) -> Any:
        return await make_client(its_dialog=Dialog(its_world), parts=Parts(searching=lambda: its_world, **parts))

    return served


@pytest.fixture
def search(serve: Any, activity: Any, world: World) -> Any:
    """Searches in a service with the real knowledge; `world`, `desks` and parts of the activity may be given."""
    clients: dict[int, Any] = {}

    async def searched(what: Any, its_world: World = world, client: Any = None, **parts: Any) -> dict[str, Any]:
        if client is None:
            client = clients[id(its_world)] = clients.get(id(its_world)) or await serve(its_world)
        there = {"type": "invoke", "name": "composeExtension/query", "channelId": "msteams", "value": what}
        async with client.post("/api/messages", json={**activity(), **there, **parts}) as response:
            assert response.status == 200
            assert response.content_type == "application/json"
            return check(await response.json())

    return searched


def test_the_command_is_that_of_the_manifest() -> None:
    app = App("0a1b2c3d-1111-2222-3333-444444444444", "bot.example.org", operator="Region Exempel")
    (declared,) = manifest(app)["composeExtensions"]
    (command,) = declared["commands"]
    assert (command["id"], command["parameters"][0]["name"]) == (extension.COMMAND, extension.PARAMETER)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (value("sip"), Query("search", "sip")),
        (value(" sip "), Query("search", "sip")),
        (value("sip", queryOptions={"skip": 20, "count": 5}), Query("search", "sip", 20, 5)),
        (value("sip", queryOptions={"skip": -1, "count": 0}), Query("search", "sip", 0, 1)),
        (value("sip", queryOptions={"skip": "1", "count": True}), Query("search", "sip")),
        (value("sip", queryOptions=[]), Query("search", "sip")),
        (value(7), Query("search")),
        (value(parameters=[{"name": "initialRun", "value": "true"}]), Query("search")),
        (value(parameters={"name": "query"}), Query("search")),
        (
            value(parameters=[None, "query", {"name": "other", "value": "x"}, {"name": "query", "value": "sip"}]),
            Query("search", "sip"),
        ),
        (value("sip", commandId=None), Query("", "sip")),
        (None, Query()),
        ([], Query()),
        ("sip", Query()),
    ],
)
def test_reading_what_teams_sends(sent: Any, read: Query) -> None:
    assert Query.of(sent) == read


async def test_results(search: Any) -> None:
    answer = await search(value("hjälpmedel"))
    assert len(answer["attachments"]) == MOST_RESULTS
    assert all(" län: " in title for title in titles(answer))


async def test_pages_follow_each_other_without_a_gap(search: Any) -> None:
    whole = titles(await search(value("hjälpmedel Nässjö")))
    pages = []
    for skip in range(0, len(whole) + 4, 4):
        answer = await search(value("hjälpmedel Nässjö", queryOptions={"skip": skip, "count": 4}))
        pages += titles(answer)
    assert pages[: len(whole)] == whole
    assert (await search(value("hjälpmedel Nässjö", queryOptions={"skip": 5000, "count": 25})))["attachments"] == []


async def test_what_the_list_says_when_it_is_opened(search: Any, world: World) -> None:
    opened = value(parameters=[{"name": "initialRun", "value": "true"}])
    assert (await search(opened))["text"] == finding.HINT
    taught = replace(world, knowledge=replace(world.knowledge, faq=(entry(), entry(id="faq-2", county="dalarna"))))
    assert len((await search(opened, taught))["attachments"]) == 2
    assert (await search(value(""), taught))["type"] == "result"


async def test_an_unknown_command(search: Any) -> None:
    assert (await search(value("sip", commandId="other")))["text"] == extension.UNKNOWN_COMMAND


async def test_the_live_answers_of_the_storage(serve: Any, search: Any, world: World) -> None:
    desks = Desks(Office(render=to_activity, faq=LiveFaq((entry(),))), Ombud())
    client = await serve(world, desks=desks)
    stored = entry(id="faq-2", county="dalarna", question="Vem lagar rullstolen på natten?")
    waiting = entry(id="faq-3", question="Vem lagar rullstolen på helgen?")

    def keep(connection: Any) -> None:
        faq.keep(connection, Proposal(stored, "live"), NOW)
        faq.keep(connection, Proposal(waiting), NOW)

    await client.app[DATABASE].run(keep)
    found = titles(await search(value("vem lagar rullstolen"), client=client))
    assert found[:2] == ["Kalmar län: Vem lagar rullstolen?", "Dalarnas län: Vem lagar rullstolen på natten?"]
    assert not any("helgen" in title for title in found)
    assert titles(await search(value("vem lagar rullstolen i Falun"), client=client))[0] == found[1]


async def test_the_county_of_the_last_conversation_is_searched_first(serve: Any, search: Any, ask: Any, world: World) -> None:
    client = await serve(world)
    kim = {"from": {"id": "29:kim", "aadObjectId": "aad-kim"}, "channelId": "msteams"}
    await ask(client, "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?", **kim)
    elsewhere = {"conversation": {"id": "19:chat@thread.v2", "isGroup": True, "conversationType": "groupChat"}}
    mine = titles(await search(value("hjälpmedel"), client=client, **kim, **elsewhere))
    assert {title.lstrip("○●■ ").partition(":")[0] for title in mine} == {"Jönköpings län"}
    others = titles(await search(value("hjälpmedel"), client=client, **elsewhere))
    assert len({title.lstrip("○●■ ").partition(":")[0] for title in others}) > 1
    named = titles(await search(value("hjälpmedel Falun"), client=client, **kim))
    assert {title.lstrip("○●■ ").partition(":")[0] for title in named} == {"Dalarnas län"}


async def test_what_that_county_does_not_have_is_found_elsewhere(serve: Any, search: Any, ask: Any, world: World) -> None:
    taught = replace(world, knowledge=replace(world.knowledge, faq=(entry(question="Vem provar ut bolltäcken?"),)))
    client = await serve(taught)
    kim = {"from": {"id": "29:kim"}, "channelId": "msteams"}
    await ask(client, "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?", **kim)
    assert titles(await search(value("bolltäcken"), client=client, **kim)) == ["Kalmar län: Vem provar ut bolltäcken?"]


async def test_without_storage_the_knowledge_answers(serve: Any, search: Any, world: World, monkeypatch: Any) -> None:
    taught = replace(world, knowledge=replace(world.knowledge, faq=(entry(),)))
    client = await serve(taught)

    async def gone(_: Any) -> Any:
        raise StorageError("gone")

    monkeypatch.setattr(client.app[DATABASE], "run", gone)
    assert titles(await search(value("vem lagar rullstolen"), client=client))[0] == "Kalmar län: Vem lagar rullstolen?"
    assert {title.partition(":")[0] for title in titles(await search(value("rullstolen i Kalmar"), client=client))} >= {
        "Kalmar län"
    }


async def test_a_storage_that_does_not_answer_is_not_waited_for(serve: Any, search: Any, world: World, monkeypatch: Any) -> None:
    client = await serve(world)
    monkeypatch.setattr(extension, "STORAGE_WITHIN", 0.01)
    monkeypatch.setattr(client.app[DATABASE], "run", lambda _: asyncio.sleep(60))
    assert (await search(value("hjälpmedel Nässjö"), client=client))["type"] == "result"


async def test_whatever_goes_wrong_is_told_without_details(serve: Any, search: Any, world: World, caplog: Any) -> None:
    class Broken:
        def read(self, *_: Any) -> Any:
            raise RuntimeError("hemlig")

    client = await serve(replace(world, reader=Broken()))
    assert (await search(value("sip"), client=client))["text"] == texts.WENT_WRONG
    assert "search_failed" in caplog.text


async def test_who_searches_without_end_is_told_to_wait(serve: Any, search: Any, world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(extension, "SEARCHES_PER_MINUTE", 2)
    client = await serve(world)
    answers = [await search(value("sip"), client=client) for _ in range(3)]
    assert [answer["type"] for answer in answers] == ["result", "result", "message"]
    assert answers[2]["text"] == texts.TOO_FAST


async def test_nothing_is_kept_and_nothing_logged(search: Any, tmp_path: Any, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    answer = await search(value("hjälpmedel till 19900101-2384 och Xerxes"))
    stored = b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())
    logged = "".join(repr(vars(record)) for record in caplog.records)
    assert '"search"' in logged or "'search'" in logged
    for trace in ("900101", "2384", "Xerxes"):
        assert trace not in json.dumps(answer)
        assert trace.encode() not in stored
        assert trace not in logged


async def test_what_ombud_wrote_is_no_markup(search: Any, world: World) -> None:
    nasty = entry(question="Vem lagar <b>rullstolen</b>?", answer="<script>alert(1)</script> *fet* [länk](https://x.example)")
    answer = await search(
        value("vem lagar rullstolen i Kalmar"), replace(world, knowledge=replace(world.knowledge, faq=(nasty,)))
    )
    line = answer["attachments"][0]["preview"]["content"]
    assert line["title"] == "Kalmar län: Vem lagar ‹b›rullstolen‹/b›?"
    paragraph = answer["attachments"][0]["content"]["body"][1]
    assert paragraph["type"] == "RichTextBlock"
    assert paragraph["inlines"][0]["text"] == nasty.answer


async def test_expect_replies(serve: Any, ask: Any, world: World) -> None:
    client = await serve(world)
    (reply,) = await ask(client, type="invoke", name="composeExtension/query", value=value("sip"))
    assert (reply["type"], reply["value"]["status"]) == ("invokeResponse", 200)
    assert check(reply["value"]["body"])["type"] == "result"


@pytest.mark.parametrize("name", ["composeExtension/selectItem", "composeExtension/submitAction", "task/fetch", "other"])
async def test_other_invokes_are_not_implemented(serve: Any, activity: Any, world: World, name: str) -> None:
    client = await serve(world)
    async with client.post("/api/messages", json=activity(type="invoke", name=name, value=value("sip"))) as response:
        assert response.status == 501


async def test_a_service_without_a_search(client: Any, activity: Any) -> None:
    body = activity(type="invoke", name="composeExtension/query", value=value("sip"))
    async with client.post("/api/messages", json=body) as response:
        assert response.status == 501


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3))
WORDS = st.lists(st.sampled_from(["hjälpmedel", "barn", "Nässjö", "vem", "SIP", "19900101-2384", "*", "<b>", "0"]), max_size=5)
PARAMETERS = st.lists(
    st.fixed_dictionaries({}, optional={"name": JSON | st.just("query"), "value": JSON | WORDS.map(" ".join)}) | JSON, max_size=3
)
VALUES = JSON | st.fixed_dictionaries(
    {},
    optional={
        "commandId": st.just("search") | JSON,
        "parameters": PARAMETERS | JSON,
        "queryOptions": JSON | st.fixed_dictionaries({}, optional={"skip": JSON, "count": JSON}),
    },
)


async def test_anything_sent_is_answered(serve: Any, search: Any, world: World, monkeypatch: Any) -> None:
    """Many values over one service: always 200, always in the form that Teams takes."""
    monkeypatch.setattr(extension, "SEARCHES_PER_MINUTE", 100_000)
    client = await serve(world)
    sent: list[Any] = []

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(VALUES)
    def collect(one: Any) -> None:
        sent.append(one)

    collect()
    for one in sent:
        await search(one, client=client)
    assert len(sent) > 50
