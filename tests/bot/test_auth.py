from __future__ import annotations

import base64
import hmac
import json
import time
import uuid
from dataclasses import replace

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from bot.auth import KEYS_LAST, UNKNOWN_KEY_WAIT, SigningKeys, tenants_of

TestServer.__test__ = False
APP_ID, TENANT, OTHER = (str(uuid.uuid4()) for _ in range(3))
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
EMULATOR = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"
OWN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FOREIGN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class OpenId:
    """The channel's metadata server. `failing` makes it answer 500."""

    def __init__(self):
        self.keys = {"k1": OWN_KEY}
        self.asked = 0
        self.failing = False

    def app(self):
        async def metadata(request):
            self.asked += 1
            if self.failing:
                return web.Response(status=500)
            return web.json_response({"jwks_uri": str(request.url.with_path("/keys"))})

        async def keys(_):
            found = [RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) for key in self.keys.values()]
            named = [{**key, "kid": kid, "endorsements": ["msteams"]} for kid, key in zip(self.keys, found, strict=True)]
            return web.json_response({"keys": [*named, {"kty": "EC", "kid": "other"}]})

        app = web.Application()
        app.router.add_get("/openid", metadata)
        app.router.add_get("/keys", keys)
        return app


@pytest.fixture
async def openid():
    fake = OpenId()
    server = TestServer(fake.app(), host="127.0.0.1")
    await server.start_server()
    fake.url = str(server.make_url("/openid"))
    yield fake
    await server.close()


@pytest.fixture
async def guarded(make_client, settings, openid):
    own = replace(settings, app_id=APP_ID, tenant_id=TENANT, allowed_tenants=frozenset({TENANT}))
    return await make_client(own, openid_url=openid.url, acquire=lambda: {"access_token": "t", "expires_in": 3600})


def claims(**changes):
    now = int(time.time())
    valid = {"iss": "https://api.botframework.com", "aud": APP_ID, "nbf": now - 60, "exp": now + 600, "serviceurl": SERVICE_URL}
    return {name: value for name, value in {**valid, **changes}.items() if value is not None}


def token(key=OWN_KEY, algorithm="RS256", kid="k1", **changes):
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def encoded(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def unsigned(**changes):
    return f"{encoded({'alg': 'none', 'typ': 'JWT', 'kid': 'k1'})}.{encoded(claims(**changes))}."


def signed_with_the_public_key():
    """The public key taken for a shared secret; by hand, because no library does that any more."""
    public = OWN_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = ".".join(encoded(part) for part in ({"alg": "HS256", "typ": "JWT", "kid": "k1"}, claims()))
    digest = hmac.new(public, parts.encode(), "sha256").digest()
    return f"{parts}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


async def post(client, activity, header, **changes):
    body = activity(
        "hej",
        **{
            "channelId": "msteams",
            "serviceUrl": SERVICE_URL,
            "deliveryMode": "expectReplies",
            "channelData": {"tenant": {"id": TENANT}},
            **changes,
        },
    )
    headers = {} if header is None else {"Authorization": header}
    async with client.post("/api/messages", json=body, headers=headers) as response:
        return response.status, await response.text()


async def test_a_good_token_is_let_in(guarded, activity, dialog):
    status, text = await post(guarded, activity, f"Bearer {token()}")
    assert status == 200, text
    assert len(dialog.heard) == 1


TAMPERED = token().split(".")
BAD = {
    "none": None,
    "empty": "",
    "no scheme": token(),
    "other scheme": f"Basic {token()}",
    "garbage": "Bearer garbage",
    "three parts of nothing": "Bearer a.b.c",
    "not ascii": "Bearer \u00e5\u00e4\u00f6",
    "wrong audience": f"Bearer {token(aud=OTHER)}",
    "audience as a list": f"Bearer {token(aud=[OTHER])}",
    "no audience": f"Bearer {token(aud=None)}",
    "wrong issuer": f"Bearer {token(iss='https://sts.windows.net/' + TENANT + '/')}",
    "issuer of the emulator": f"Bearer {token(iss=EMULATOR, ver='1.0', appid=APP_ID)}",
    "no issuer": f"Bearer {token(iss=None)}",
    "expired": f"Bearer {token(exp=int(time.time()) - 3600)}",
    "no expiry": f"Bearer {token(exp=None)}",
    "not yet valid": f"Bearer {token(nbf=int(time.time()) + 3600)}",
    "other service address": f"Bearer {token(serviceurl='https://smba.trafficmanager.net/amer/')}",
    "no service address": f"Bearer {token(serviceurl=None)}",
    "foreign key": f"Bearer {token(FOREIGN_KEY)}",
    "unknown key": f"Bearer {token(FOREIGN_KEY, kid='k9')}",
    "no key id": f"Bearer {token(kid=None)}",
    "alg none": f"Bearer {unsigned()}",
    "alg HS256": f"Bearer {signed_with_the_public_key()}",
    "no signature": f"Bearer {'.'.join(TAMPERED[:2])}.",
    "other payload": f"Bearer {TAMPERED[0]}.{unsigned(aud=APP_ID, admin=True).split('.')[1]}.{TAMPERED[2]}",
}


@pytest.mark.parametrize("header", BAD.values(), ids=BAD.keys())
async def test_a_bad_token_is_401_without_details(guarded, activity, dialog, header):
    status, text = await post(guarded, activity, header)
    assert (status, json.loads(text)) == (401, {"error": "unauthorized"})
    assert dialog.heard == []


async def test_a_tampered_service_address_or_channel_is_401(guarded, activity):
    for changes in ({"serviceUrl": "https://smba.trafficmanager.net/amer/"}, {"channelId": "webchat"}, {"channelId": None}):
        status, _ = await post(guarded, activity, f"Bearer {token()}", **changes)
        assert status == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"channelData": {"tenant": {"id": OTHER}}},
        {"channelData": {}},
        {"channelData": "x"},
        {"conversation": {"id": "c", "tenantId": OTHER}},
    ],
)
async def test_a_foreign_or_missing_tenant_is_403(guarded, activity, dialog, changes):
    status, text = await post(guarded, activity, f"Bearer {token()}", **changes)
    assert (status, json.loads(text)) == (403, {"error": "forbidden"})
    assert dialog.heard == []


async def test_without_keys_nobody_is_let_in(guarded, activity, openid):
    openid.failing = True
    assert (await post(guarded, activity, f"Bearer {token()}"))[0] == 401
    openid.failing = False
    assert (await post(guarded, activity, f"Bearer {token()}"))[0] == 200


async def test_refusals_are_in_the_audit_log_without_the_token(guarded, activity, caplog):
    bad = token(aud=OTHER)
    await post(guarded, activity, f"Bearer {bad}")
    (record,) = (record for record in caplog.records if record.name == "bot.audit")
    assert record.data == {"status": 401, "reason": "token"}
    assert bad not in caplog.text


async def test_keys_are_fetched_once_a_day_and_for_a_new_key(openid):
    now = [0.0]
    keys = SigningKeys(openid.url, clock=lambda: now[0])
    await keys.get("k1")
    await keys.get("k1")
    assert openid.asked == 1
    openid.keys["k2"] = FOREIGN_KEY
    with pytest.raises(KeyError):
        await keys.get("k2")
    now[0] = UNKNOWN_KEY_WAIT + 1
    assert (await keys.get("k2")).endorsements == ["msteams"]
    assert openid.asked == 2
    now[0] += KEYS_LAST + 1
    openid.failing = True
    await keys.get("k1")
    await keys.get("k1")
    assert openid.asked == 3


def test_every_tenant_counts():
    body = {"channelData": {"tenant": {"id": "A"}}, "conversation": {"tenantId": "b"}, "from": {"tenantId": 7}}
    assert tenants_of(body) == {"a", "b", "7"}
