from __future__ import annotations

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot import tracing
from bot.tracing import span


@pytest.fixture
def exported(monkeypatch):
    """The spans that are sent, at once."""
    exporter = InMemorySpanExporter()
    monkeypatch.setattr("opentelemetry.sdk.trace.export.BatchSpanProcessor", SimpleSpanProcessor)
    tracing.set_up("http://127.0.0.1:9", exporter)
    yield exporter
    tracing.shut_down()


def test_without_a_collector_there_is_nothing():
    with span("turn", type="message"):
        pass


async def test_the_way_of_a_message_is_one_trace(exported, client, activity, channel):
    async with client.post("/api/messages", json=activity("hemlig text", serviceUrl=channel.url)) as response:
        assert response.status == 200
    spans = {each.name: each for each in exported.get_finished_spans()}
    assert set(spans) == {"request", "turn", "send"}
    assert len({each.context.trace_id for each in spans.values()}) == 1
    assert dict(spans["request"].attributes) == {"path": "/api/messages"}
    told = str([each.to_json() for each in spans.values()])
    assert "hemlig" not in told
    assert "user-1" not in told


async def test_what_goes_wrong_is_told_without_its_message(exported, client, ask):
    await ask(client, "krasch")
    assert "hemlig" not in str([each.to_json() for each in exported.get_finished_spans()])
