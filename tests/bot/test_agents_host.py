"""The other SDK as host. Whole conversations on both are in tests/service."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from microsoft_agents.activity import Activity, ConversationAccount, ConversationReference

from bot import adapter, agents_host
from bot.agents_host import AgentsHost
from bot.app import ADAPTER
from bot.connector import Connector, UntrustedServiceUrlError
from bot.incoming import Incoming
from bot.settings import Settings, SettingsError
from bot.telemetry import JsonFormatter, Metrics
from bot.tokens import no_token

_spec = importlib.util.spec_from_file_location("auth_tests", Path(__file__).with_name("test_auth.py"))
auth = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(auth)
openid = auth.openid


@pytest.fixture
def settings(settings):
    return replace(settings, host_sdk="agents")


@pytest.fixture
async def guarded(make_client, settings, openid):
    own = replace(settings, app_id=auth.APP_ID, tenant_id=auth.TENANT, allowed_tenants=frozenset({auth.TENANT}))
    return await make_client(own, openid_url=openid.url, acquire=lambda: {"access_token": "t", "expires_in": 3600})


def read(sdk, data):
    """What the service sees, an empty text as none."""
    incoming = Incoming.of(sdk.to_activity(json.loads(json.dumps(data))))
    if incoming is None:
        return None
    return {name: None if value == "" and name != "value" else value for name, value in vars(incoming).items()}


MENTION = {"type": "mention", "mentioned": {"id": "bot", "name": ""}, "text": "<at>Bot</at>"}
SENT = {
    "a message": {"text": "hej", "locale": "sv-SE", "timestamp": "2026-11-22T08:00:00.1234567Z", "textFormat": "plain"},
    "nothing in them": {"text": None, "from": None, "recipient": None, "timestamp": None, "entities": None, "value": None},
    "empty texts": {"text": "", "replyToId": "", "locale": "", "name": "", "from": {"id": "u", "name": ""}},
    "no conversation": {"conversation": None},
    "a conversation without an id": {"conversation": {"name": "x"}},
    "mentions": {"text": "<at>Bot</at> hej", "entities": [MENTION, {"type": "mention", "text": None}, {"type": "clientInfo"}]},
    "odd entities": {"entities": [{"type": "mention", "mentioned": 7, "text": 7}, {}, {"type": "Place", "name": [1]}]},
    "in Copilot": {"entities": [{"type": "ProductInfo", "id": "COPILOT"}]},
    "a press": {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": {"action": {"verb": "x", "data": {"a": None, "b": ""}}},
    },
    "a person came": {"type": "conversationUpdate", "membersAdded": [{"id": "u"}, {"id": "bot", "name": None}, {"name": "x"}]},
    "installed": {"type": "installationUpdate", "action": "add"},
    "a file": {"text": "hej", "attachments": [{"contentType": "image/png", "contentUrl": "https://x/a.png", "name": ""}]},
    "Teams": {
        "conversation": {"id": "19:x@thread.tacv2;messageid=1", "isGroup": True, "conversationType": "channel", "tenantId": "t"},
        "channelData": {"tenant": {"id": "t"}, "team": None, "source": {"name": ""}},
        "from": {"id": "29:x", "name": "Kim", "aadObjectId": "aad", "role": None, "tenantId": "t", "objectId": "o"},
    },
}


@pytest.mark.parametrize("name", SENT)
def test_both_sdks_read_the_same(name, activity):
    data = activity("hej", channelId="msteams") | SENT[name]
    assert read(agents_host, data) == read(adapter, data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)


@given(value=JSON, channel_data=JSON, unknown=JSON, extra=JSON)
def test_both_sdks_read_the_same_of_anything_within(value, channel_data, unknown, extra):
    data = {"type": "message", "conversation": {"id": "c", "extra": extra}, "value": value, "channelData": channel_data}
    data["unknown"] = unknown
    data["entities"] = [{"type": "mention", "text": unknown, "mentioned": extra}]
    assert read(agents_host, data) == read(adapter, data)
    assert json.dumps(read(agents_host, data)["value"]) == json.dumps(value)


async def test_a_part_of_the_wrong_type_is_400_and_not_in_the_log(make_client, settings, activity, caplog):
    client = await make_client(settings)
    body = activity("hej", reactionsAdded=[{"type": {"secret": "hemlig text"}}])
    async with client.post("/api/messages", json=body) as response:
        assert (response.status, list(await response.json())) == (400, ["error"])
    assert caplog.records
    assert not [record for record in caplog.records if "hemlig" in JsonFormatter().format(record)]


@pytest.mark.parametrize("header", auth.BAD.values(), ids=auth.BAD.keys())
async def test_a_bad_token_is_401(guarded, activity, dialog, header):
    status, text = await auth.post(guarded, activity, header)
    assert (status, json.loads(text)) == (401, {"error": "unauthorized"})
    assert dialog.heard == []


async def test_a_good_token_is_let_in_and_a_foreign_tenant_is_not(guarded, activity, dialog):
    assert (await auth.post(guarded, activity, f"Bearer {auth.token()}"))[0] == 200
    assert len(dialog.heard) == 1
    foreign = {"channelData": {"tenant": {"id": auth.OTHER}}}
    assert (await auth.post(guarded, activity, f"Bearer {auth.token()}", **foreign))[0] == 403
    assert len(dialog.heard) == 1


async def test_what_is_said_without_being_asked(make_client, settings, channel):
    host = (await make_client(settings)).app[ADAPTER]
    reference = ConversationReference(
        service_url=channel.url, channel_id="msteams", conversation=ConversationAccount(id="a|b"), agent={"id": "bot"}
    )

    async def say(context):
        assert (await context.send_activity("Svar från ombud")).id == "reply-1"
        await context.delete_activity("old")
        await context.update_activity(Activity(type="message", id="newer", text="nytt"))

    await host.continue_conversation(reference, say)
    assert [(method, path) for method, path, _ in channel.calls] == [
        ("POST", "/v3/conversations/a%7Cb/activities"),
        ("DELETE", "/v3/conversations/a%7Cb/activities/old"),
        ("PUT", "/v3/conversations/a%7Cb/activities/newer"),
    ]
    assert channel.texts == ["Svar från ombud"]
    with pytest.raises(UntrustedServiceUrlError):
        await host.continue_conversation(reference.model_copy(update={"service_url": "https://example.org"}), say)


@pytest.mark.parametrize("kind", ["message", "invoke"])
async def test_an_error_reaches_the_caller_and_nobody_else(kind, channel, activity, capsys):
    async def fail(incoming):
        raise RuntimeError("hemlig text")

    async with aiohttp.ClientSession() as session:
        host = AgentsHost(Connector(session, no_token, Metrics(), local=True))
        with pytest.raises(RuntimeError):
            await host.process(agents_host.to_activity(activity("hej", type=kind, serviceUrl=channel.url)), fail)
    assert channel.calls == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("url", ["https://example.org", "http://127.0.0.1.example.org", "", None])
async def test_replies_go_to_no_other_address(make_client, settings, activity, dialog, url):
    client = await make_client(settings)
    async with client.post("/api/messages", json=activity("hej", serviceUrl=url)) as response:
        assert response.status == 400
        assert "serviceUrl" in await response.text()
    assert dialog.heard == []


def test_the_setting():
    assert Settings.from_environment({}).host_sdk == "botframework"
    assert Settings.from_environment({"HOST_SDK": "Agents"}).host_sdk == "agents"
    with pytest.raises(SettingsError, match="HOST_SDK: write one of botframework, agents"):
        Settings.from_environment({"HOST_SDK": "teams"})


@pytest.mark.parametrize("package", ["bot.nothing", "nothing.at.all"])
def test_without_the_package_the_setting_says_what_to_install(monkeypatch, package):
    monkeypatch.setattr("bot.settings.AGENTS_PACKAGE", package)
    with pytest.raises(SettingsError, match=r"^HOST_SDK: .*pip install vem-ansvarar\[agents\]$"):
        Settings.from_environment({"HOST_SDK": "agents"})


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("from bot.cli.parser import parser; parser()", {"botbuilder", "botframework", "microsoft_agents"}),
        ("import bot.app, bot.adapter", {"microsoft_agents"}),
        ("import bot.app, bot.agents_host", {"botbuilder", "botframework"}),
    ],
)
def test_no_sdk_is_loaded_before_it_is_needed(code, absent):
    seen = subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert "bot" in seen.split()
    assert {name.partition(".")[0] for name in seen.split()} & absent == set()
