"""A steady load: people who write, press what is shown, ask for a SIP and for the ombud, each in a conversation of their own."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import aiohttp
from aiohttp import web

Json = dict[str, Any]

WRITTEN = (
    "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?",
    "hjälpmedel till ett barn på 8 år med autism i Kalmar",
    "vem gör habilitering för vuxna med IF i Falun",
    "rollator till 85-åring på särskilt boende i Nässjö",
    "guida mig",
    "sip",
    "Hur kallar jag till SIP i Jönköping?",
    "fråga ombudet",
    "Vem är ombud i Jönköping?",
    "vad betyder habilitering",
    "kontaktuppgifter till habiliteringen i Jönköping",
    "hjälp",
    "tack",
    "och om hon är 17?",
    "varför?",
    "en text som ingen förstår, xyzzy",
    "personnummer 19900101-2384 och frågan om sjukgymnastik",
    "jämför Stockholm och Dalarna",
    "/ombud",
    "avbryt",
)
TEXTS = ("Vem betalar tolk vid utprovning?", "Jönköping", "8", "Regionen ansvarar enligt avsnitt 3.")
"""What is written in a card's field."""
PATIENCE = aiohttp.ClientTimeout(total=30)


@dataclass
class Person:
    """Somebody, and what they may press. `buffered`: the replies come in the answer."""

    name: str
    channel: str
    buffered: bool
    actions: list[Json] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    busy: bool = False

    def shown(self, activity: Json) -> None:
        """Note what a message lets them press."""
        for attachment in activity.get("attachments") or ():
            card = attachment["content"]
            self.actions = [action for action in card.get("actions", ()) if "data" in action]
            self.fields = [block["id"] for block in card["body"] if block["type"] == "Input.Text"]
            for block in card["body"]:
                if block["type"] == "Input.ChoiceSet":
                    self.actions += [_chosen(block["id"], one["value"]) for one in block["choices"]]

    def says(self, chance: random.Random) -> Json:
        """The next thing: a press as often as there is something to press, else a text."""
        if not self.actions or chance.random() < 0.4:
            return {"type": "message", "text": chance.choice(WRITTEN)}
        action = chance.choice(self.actions)
        data = {**action["data"], **{name: chance.choice(TEXTS) for name in self.fields}}
        if action["type"] == "Action.Execute":
            value = {"action": {**action, "data": data}, "trigger": "manual"}
            return {"type": "invoke", "name": "adaptiveCard/action", "value": value}
        return {"type": "message", "value": data}


class Load:
    """So many turns a second on the service at `url`; every so often a person leaves and another one comes."""

    def __init__(self, url: str, rate: float, people: int, seed: int = 3) -> None:
        self._url = url
        self._rate = rate
        self._chance = random.Random(seed)
        self._people = [self._person(number) for number in range(people)]
        self._by_name = {person.name: person for person in self._people}
        self._turns: set[asyncio.Task[None]] = set()
        self.channel_url = ""
        self.times: list[float] = []
        self.turns = 0
        self.errors: Counter[str] = Counter()
        self.skipped = 0
        """Moments at which the person drawn was still waiting for an answer."""

    def _person(self, number: int) -> Person:
        name = ("robin", "sam")[number] if number < 2 else f"user-{number}"
        return Person(name, ("emulator", "msteams")[number % 3 == 0], buffered=number % 2 == 0)

    def application(self) -> web.Application:
        """The channel that replies go to."""
        app = web.Application()
        app.router.add_route("*", "/v3/conversations/{conversation}/{tail:.*}", self._take)
        return app

    async def _take(self, request: web.Request) -> web.Response:
        person = self._by_name.get(request.match_info["conversation"])
        if person and request.can_read_body:
            person.shown(await request.json())
        return web.json_response({"id": uuid4().hex})

    async def run(self, seconds: float) -> None:
        """Keep it up for so long, then wait for the last answers."""
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            begun, number = time.monotonic(), 0
            while (passed := time.monotonic() - begun) < seconds:
                while number < passed * self._rate:
                    number += 1
                    person = self._chance.choice(self._people)
                    if person.busy:
                        self.skipped += 1
                        continue
                    task = asyncio.create_task(self._turn(session, person))
                    self._turns.add(task)
                    task.add_done_callback(self._turns.discard)
                await asyncio.sleep(0.01)
            await asyncio.gather(*self._turns)

    async def _turn(self, session: aiohttp.ClientSession, person: Person) -> None:
        person.busy = True
        people = {"from": {"id": person.name}, "recipient": {"id": "bot"}, "conversation": {"id": person.name}}
        there = {"id": uuid4().hex, "channelId": person.channel, "serviceUrl": self.channel_url, **people}
        activity = {**there, **person.says(self._chance)} | ({"deliveryMode": "expectReplies"} if person.buffered else {})
        begun = time.monotonic()
        try:
            async with session.post(
                f"{self._url}/api/messages", json=activity, timeout=aiohttp.ClientTimeout(total=30)
            ) as response:
                body = await response.json() if response.content_length else {}
                if response.status != 200:
                    self.errors[str(response.status)] += 1
        except (aiohttp.ClientError, TimeoutError) as error:
            self.errors[type(error).__name__] += 1
        else:
            self.turns += 1
            self.times.append(time.monotonic() - begun)
            self._see(person, body)
        finally:
            person.busy = False

    def _see(self, person: Person, body: Json) -> None:
        for reply in body.get("activities", ()):
            if reply["type"] == "invokeResponse":
                self._see(person, reply["value"]["body"])
            person.shown(reply)
        if str(body.get("type", "")).endswith("card.adaptive"):
            person.shown({"attachments": [{"content": body["value"]}]})


def _chosen(name: str, value: str) -> Json:
    """The press of an alternative of a list: its value is what it stands for in JSON, or a word."""
    try:
        data = json.loads(value)
    except ValueError:
        data = None
    return {"type": "Action.Submit", "data": data if isinstance(data, dict) else {name: value}}
