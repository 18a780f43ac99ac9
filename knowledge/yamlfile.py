"""YAML read safely, with the line of every field kept for error messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.problem import KnowledgeError, Problem
from knowledge.yamltext import Loader, parse

Location = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)


class Model(BaseModel):
    """Base of everything read from YAML: unknown fields are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


@dataclass(frozen=True)
class YamlFile:
    """A parsed file that can tell where in its text a field stands."""

    name: str
    text: str
    data: Any

    @classmethod
    def read(cls, path: FilePath, root: FilePath) -> YamlFile:
        """Read `path`, named relative to `root`. Raises KnowledgeError when it is missing or no YAML."""
        name = path.relative_to(root).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise KnowledgeError([Problem(name, 1, "", f"cannot be read as UTF-8 text ({error})")]) from error
        try:
            return cls(name, text, parse(text))
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            faulty = "".join(text.split("\n")[line - 1 : line])
            hint = ". Indent with spaces, not with tabs" if faulty.lstrip(" ").startswith("\t") else ""
            raise KnowledgeError([Problem(name, line, "", f"is no valid YAML: {error.problem}{hint}")]) from error
        except yaml.YAMLError as error:
            raise KnowledgeError([Problem(name, 1, "", f"is no valid YAML: {error}")]) from error

    def problem(self, location: Iterable[str | int], message: str) -> Problem:
        """A problem at `location` (keys and list positions from the top of the file)."""
        steps = tuple(location)
        return Problem(self.name, self.line(steps), dotted(steps), message)

    def line(self, location: Location) -> int:
        """The line, counted from 1, of the field at `location`, or of its nearest enclosing field."""
        node = yaml.compose(self.text, Loader=Loader)
        line = 1
        for step in location:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line

    def parse(self, model: type[ModelT], key: str | None = None) -> ModelT:
        """The content as `model`, or what stands under `key`. Raises KnowledgeError with every fault."""
        data = self.data.get(key) if key and isinstance(self.data, dict) else self.data
        try:
            return model.model_validate(data)
        except ValidationError as error:
            prefix: Location = (key,) if key else ()
            raise KnowledgeError([self._fault(prefix, fault) for fault in error.errors()]) from error

    def _fault(self, prefix: Location, fault: Any) -> Problem:
        location = prefix + tuple(fault["loc"])
        if fault["type"] == "extra_forbidden":
            return self.problem(location, "is no field here. Remove it, or check the spelling in the manual")
        if fault["type"] == "missing":
            return self.problem(location, "is missing. Add it")
        return self.problem(location, f"{fault['msg']} (got {fault['input']!r:.60})")


def _child(node: Any, step: str | int) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line + 1, item
    return None


def dotted(location: Location) -> str:
    """`("rules", 7, "when")` as `rules[7].when`."""
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text
