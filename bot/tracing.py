"""Traces by OpenTelemetry, where the extra `otel` is installed and an exporter is named; else nothing at all.

A span tells a step of the way of a message and how long it took; never a text, a name, or an id of a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager as Context
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

Value = str | int | bool

_tracers: list[Tracer] = []
"""The tracer in use, if there is one."""
_NOTHING: Context[None] = nullcontext()


class TracingError(ValueError):
    """Traces are asked for, and cannot be sent. The message says what to do."""


def set_up(endpoint: str, exporter: Any = None) -> None:
    """Send spans to `endpoint` (OTLP over HTTP), or to another `exporter`. Raises TracingError without the extra."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - optional
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        raise TracingError("OTEL_EXPORTER_OTLP_ENDPOINT needs the extra otel, write pip install vem-ansvarar[otel]") from None
    provider = TracerProvider(resource=Resource.create({"service.name": "vem-ansvarar"}))
    target = exporter or OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(target))
    _tracers[:] = [provider.get_tracer("bot")]


def shut_down() -> None:
    """No traces any longer."""
    _tracers.clear()


def span(name: str, **attributes: Value) -> Context[None]:
    """A step called `name`, for as long as the block takes."""
    return _span(_tracers[0], name, attributes) if _tracers else _NOTHING


@contextmanager
def _span(tracer: Tracer, name: str, attributes: dict[str, Value]) -> Iterator[None]:
    """An error leaves its type: a user's text may be in its message."""
    with tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield
        except BaseException as error:
            current.set_attribute("error.type", type(error).__name__)
            raise
