"""YAML text as plain data, straight from the parser's events: most of a start is reading, and this takes a third of the time."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)
from yaml.nodes import ScalarNode

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Loader(_SafeLoader):  # type: ignore[misc]  # chosen at run time
    """Leaves a day that no calendar has as text, so that it is refused where it stands."""

    def construct_yaml_timestamp(self, node: Any) -> Any:
        """The day or time that `node` stands for, or its text."""
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            return node.value


Loader.add_constructor("tag:yaml.org,2002:timestamp", Loader.construct_yaml_timestamp)


class _UnusualError(Exception):
    """The text holds something that only the whole of PyYAML can read."""


def parse(text: str) -> Any:
    """The one document in `text`. Raises yaml.YAMLError.

    What is faulty or rare (tags, merged mappings, keys that are no scalars) is read again by PyYAML itself, so that it is
    understood and refused in the same way and words.
    """
    loader = Loader(text)
    try:
        return _Document(loader).read()
    except (_UnusualError, yaml.YAMLError, RecursionError):
        return yaml.load(text, Loader=Loader)  # noqa: S506 - a SafeLoader
    finally:
        loader.dispose()


class _Plain(dict[str, Any]):
    """What scalars without quotes stand for, a text, or a number, a day, a truth or nothing: found once for each."""

    def __init__(self, loader: Any) -> None:
        super().__init__()
        self._construct = loader.construct_object
        self._resolvers = loader.yaml_implicit_resolvers

    def __missing__(self, value: str) -> Any:
        made = self[value] = self._made(value)
        return made

    def _made(self, value: str) -> Any:
        for tag, pattern in self._resolvers.get(value[:1], ()):
            if pattern.match(value):
                return self._construct(ScalarNode(tag, value))
        return value


class _Document:
    """Makes data of the events that `loader` finds."""

    def __init__(self, loader: Any) -> None:
        self._next = loader.get_event
        self._plain = _Plain(loader)
        self._anchored: dict[str, Any] = {}

    def read(self) -> Any:
        """The data of the only document."""
        self._next()  # the stream begins
        if not isinstance(self._next(), DocumentStartEvent):
            raise _UnusualError
        data = self._value(self._next())
        self._next()  # the document ends
        if not isinstance(self._next(), StreamEndEvent):
            raise _UnusualError
        return data

    def _value(self, event: Any) -> Any:
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event)
        if kind is AliasEvent:
            return self._aliased(event)
        if event.tag:
            raise _UnusualError
        return self._mapping(event) if kind is MappingStartEvent else self._sequence(event)

    def _mapping(self, start: Any) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        self._anchor(start, made)
        while type(key := self._next()) is not MappingEndEvent:
            if type(key) is not ScalarEvent:
                raise _UnusualError
            name = self._scalar(key)
            made[name] = self._value(self._next())
        return made

    def _sequence(self, start: Any) -> list[Any]:
        made: list[Any] = []
        self._anchor(start, made)
        while type(item := self._next()) is not SequenceEndEvent:
            made.append(self._value(item))
        return made

    def _scalar(self, event: Any) -> Any:
        if event.tag:
            raise _UnusualError
        data = self._plain[event.value] if event.implicit[0] else event.value
        if event.anchor is not None:
            self._anchor(event, data)
        return data

    def _anchor(self, event: Any, data: Any) -> None:
        if event.anchor is None:
            return
        if event.anchor in self._anchored:
            raise _UnusualError
        self._anchored[event.anchor] = data

    def _aliased(self, event: Any) -> Any:
        if event.anchor not in self._anchored:
            raise _UnusualError
        return self._anchored[event.anchor]
