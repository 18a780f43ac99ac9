"""Activities that nobody should send: made by the OpenAPI description, with parts that do not belong there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

OPENAPI = Path(__file__).parents[2] / "docs" / "openapi.yaml"
DOCUMENT = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))
LONG = 60_000
Json = Any


def nested(depth: int) -> Json:
    value: Json = "x"
    for number in range(depth):
        value = [value] if number % 2 else {"x": value}
    return value


TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "\x00",
            "a\x00b",
            "\ud800",
            "\udfff\ud800",
            "\u202eabc\u202c",
            "\u200b\u200d\ufeff",
            "🏳️‍🌈" * 20,
            "﷽" * 50,
            "å" * LONG,
            "a " * LONG,
            "9" * 5_000,
            "<at>" * 2_000,
            "<at>" + "x" * 300 + "</at>",
            "<script>alert(1)</script>",
            "'; DROP TABLE conversations; --",
            "{{x}} ${x} %s %n",
            "../../etc/passwd",
            ".",
            "..",
            "a/b?c#d",
            "http://[::1",
            "http://127.0.0.1:99999",
            "http://127.0.0.1:9/\r\nX: y",
            "http://user:pw@127.0.0.1:9",
            "file:///etc/passwd",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59.9999999-14:00",
            "2026-02-30T25:61:61Z",
            "19900101-2384",
            "[" * 5_000,
            '{"verb": "answer", "value": ' + "[" * 1_000,
            '{"verb": {"x": 1}, "serial": 1e999}',
        ]
    ),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=60),
    st.text("aåäöAÅÄÖ 0123456789-.,?«»\u00a0\n", max_size=200),
)
"""Also halves of characters."""
NUMBERS = st.one_of(
    st.integers(),
    st.sampled_from([0, -1, 2**31, 2**63, -(2**63) - 1, 10**400, 1e308, float("inf"), float("-inf"), float("nan"), -0.0]),
    st.floats(),
)
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
ANYTHING = st.one_of(
    LEAVES,
    st.recursive(
        LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)), max_leaves=8
    ),
    st.sampled_from([49, 51, 200]).map(nested),
    st.integers(0, 300).map(lambda number: [{}] * number),
)


def by(schema: Json) -> st.SearchStrategy[Json]:
    """Values by `schema`."""
    if "$ref" in schema:
        return by(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return st.one_of([by(part) for part in schema["anyOf"]])
    return _kinds(schema)


def _kinds(schema: Json) -> st.SearchStrategy[Json]:
    match schema.get("type"):
        case "object":
            fields = {name: by(part) for name, part in schema.get("properties", {}).items()}
            required = {name: fields.pop(name) for name in schema.get("required", ())}
            return st.fixed_dictionaries(required, optional=fields)
        case "array":
            return st.lists(by(schema["items"]), max_size=3)
        case "string":
            known = [*schema.get("enum", ()), *schema.get("examples", ())]
            return st.one_of(st.sampled_from(known), TEXTS) if known else TEXTS
        case "integer":
            return st.integers()
        case "boolean":
            return st.booleans()
    return ANYTHING


ACTIVITY = DOCUMENT["components"]["schemas"]["Activity"]
HERE = {
    "channelId": "emulator",
    "serviceUrl": "http://127.0.0.1:9",
    "conversation": {"id": "a"},
    "from": {"id": "kim"},
    "recipient": {"id": "bot"},
    "deliveryMode": "expectReplies",
}
REAL: list[Json] = [
    {
        "type": "message",
        "text": "Vem ansvarar för hjälpmedel till en 8-åring med autism i Jönköping?",
        "textFormat": "plain",
        **HERE,
    },
    {
        "type": "message",
        "value": {"verb": "answer", "facet": "county", "serial": "1", "value": "jonkoping"},
        "replyToId": "1",
        **HERE,
    },
    {"type": "message", "value": {"verb": "guide", "choice": '{"verb": "help"}'}, **HERE},
    {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": {"action": {"type": "Action.Execute", "verb": "guide", "data": {"serial": "1"}}, "trigger": "manual"},
        **HERE,
        "channelId": "msteams",
    },
    {
        "type": "invoke",
        "name": "message/submitAction",
        "value": {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "{}"}},
        **HERE,
        "channelId": "msteams",
    },
    {
        "type": "invoke",
        "name": "composeExtension/query",
        "value": {
            "commandId": "search",
            "parameters": [{"name": "q", "value": "rollator"}],
            "queryOptions": {"skip": 0, "count": 25},
        },
        **HERE,
        "channelId": "msteams",
    },
    {"type": "conversationUpdate", "membersAdded": [{"id": "kim"}], **HERE},
    {"type": "installationUpdate", "action": "add", **HERE},
    {
        "type": "message",
        "text": "<at>Vem ansvarar?</at> guida mig",
        "entities": [{"type": "mention", "text": "<at>Vem ansvarar?</at>", "mentioned": {"id": "bot"}}],
        "attachments": [{"contentType": "text/html", "content": "<div>x</div>"}],
        "channelData": {"tenant": {"id": "t"}, "channel": {"id": "c"}, "team": {"id": "t"}},
        **HERE,
        "conversation": {"id": "19:c@thread.tacv2;messageid=1", "isGroup": True, "conversationType": "channel", "tenantId": "t"},
        "timestamp": "2026-11-22T08:00:00.000Z",
    },
]


def places(value: Json, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to all parts of `value`."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, part in parts for path in [(*at, key), *places(part, (*at, key))]]


@st.composite
def changed(draw: st.DrawFn, base: st.SearchStrategy[Json]) -> Json:
    """A value of `base` in which up to three parts are other things, or gone."""
    whole = json.loads(json.dumps(draw(base)))
    for _ in range(draw(st.integers(0, 3))):
        if not (paths := places(whole)):
            break
        *way, last = draw(st.sampled_from(paths))
        inner = whole
        for key in way:
            inner = inner[key]
        if isinstance(inner, dict) and draw(st.integers(0, 4)) == 0:
            del inner[last]
        else:
            inner[last] = draw(ANYTHING)
    return whole


@st.composite
def spoilt(draw: st.DrawFn, base: st.SearchStrategy[Json]) -> bytes:
    """A body that is no JSON, or hardly: cut, with bytes put in, a name twice, another encoding."""
    body = json.dumps(draw(base)).encode()
    at = draw(st.integers(0, len(body)))
    match draw(st.integers(0, 5)):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + draw(st.binary(max_size=8)) + body[at:]
        case 2:
            return body[:-1] + b',"type":"message","text":"x","text":null}'
        case 3:
            return body.decode().encode("utf-16")
        case 4:
            return b"\xef\xbb\xbf" + body
    return body + body


SCHEMATIC = by(ACTIVITY)
BODIES = st.one_of(
    changed(st.sampled_from(REAL)).map(lambda value: json.dumps(value).encode()),
    changed(SCHEMATIC).map(lambda value: json.dumps(value).encode()),
    changed(st.sampled_from(REAL)).map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")),
    spoilt(st.sampled_from(REAL)),
    ANYTHING.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=100),
    st.sampled_from(
        [b"[" * 100_000, b'{"type":' * 20_000, b'{"type": "message", "value": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"]
    ),
)
