"""The process is killed in the middle of an interview: what was said before is still known."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import aiohttp
import pytest

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The counting service in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        environ = {
            **os.environ,
            "PORT": str(self.port),
            "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite'}",
            "PYTHONPATH": str(ROOT),
        }
        environ.pop("MicrosoftAppId", None)
        self.output = (folder / "out").open("ab")
        script = str(Path(__file__).with_name("counting_app.py"))
        self.process = subprocess.Popen([sys.executable, script], env=environ, stdout=self.output, stderr=self.output)  # noqa: S603
        self.wait_until_ready()

    def request(self, path: str, body: dict | None = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        address = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(
            urllib.request.Request(address, data, {"Content-Type": "application/json"}), timeout=5
        ) as answer:
            return json.load(answer)

    def wait_until_ready(self) -> None:
        for _ in range(200):
            try:
                self.request("/readyz")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
            else:
                return
        raise TimeoutError

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait(10)
        self.output.close()
        return code


@pytest.fixture
def serve(tmp_path):
    servers = []

    def start():
        servers.append(Server(tmp_path))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.end(signal.SIGKILL)


def test_state_survives_a_kill_and_a_stop(serve, activity, tmp_path):
    def say(server, text):
        answer = server.request("/api/messages", activity(text, deliveryMode="expectReplies"))
        return answer["activities"][0]["text"]

    first = serve()
    assert [say(first, "a"), say(first, "b")] == ["1: a", "2: b"]
    first.end(signal.SIGKILL)
    second = serve()
    assert say(second, "c") == "3: c"
    assert second.end(signal.SIGTERM) == 0
    third = serve()
    assert say(third, "hemligt") == "4: hemligt"
    third.end(signal.SIGTERM)
    lines = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert {"starting", "turn", "request"} <= {line["event"] for line in lines}
    assert all(line["request"] for line in lines if line["event"] == "turn")
    assert "hemligt" not in (tmp_path / "out").read_text()


async def test_a_turn_under_way_is_finished_before_the_stop(serve, activity, channel):
    channel.delay = 1.0
    server = await asyncio.to_thread(serve)
    async with aiohttp.ClientSession() as session:
        body = activity("hej", serviceUrl=channel.url)
        sent = asyncio.create_task(session.post(f"http://127.0.0.1:{server.port}/api/messages", json=body))
        await asyncio.sleep(0.3)
        ended = asyncio.create_task(asyncio.to_thread(server.end, signal.SIGTERM))
        async with await sent as response:
            assert response.status == 200
    assert channel.texts == ["1: hej"]
    assert await ended == 0
