"""Contacts written as YAML: the same contacts always give the same text, so that a change shows as just that change."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from knowledge.contacts import CountyContacts, Entry, LocalEntry, sort_entries
from knowledge.yamlfile import Model

_KEPT_EMPTY = {"seen", "verified_by", "verified_at", "principal"}  # written as null: left for somebody to fill in


class _Quoted(str):
    """A key that must stay text: 0604 without quotes is a number."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - lists are indented
        super().increase_indent(flow, indentless=False)


_Dumper.add_representer(_Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"'))


def write_contacts(path: Path, contacts: CountyContacts) -> None:
    """Write `contacts` to `path`. Comments at the head of the file are kept, others are not. Raises OSError."""
    head = takewhile(lambda line: line.startswith("#") or not line.strip(), _lines(path))
    path.write_text("".join(head) + contacts_to_yaml(contacts), encoding="utf-8", newline="\n")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []


def contacts_to_yaml(contacts: CountyContacts) -> str:
    """`contacts` as YAML: units and pages in the order declared, municipalities by code, entries sorted."""
    data = {
        "county": contacts.county,
        "units": [{**_fields(unit), "entries": _entries(unit.entries)} for unit in contacts.units],
        "municipalities": {_Quoted(code): _entries(local) for code, local in sorted(contacts.municipalities.items())},
        "pages": [_fields(page) for page in contacts.pages],
        "sip": {
            "system": contacts.sip.system,
            "information": [_fields(page) for page in contacts.sip.information],
            "templates": {_Quoted(key): link for key, link in sorted(contacts.sip.templates.items())},
        },
    }
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=130)


def _entries(entries: tuple[Entry, ...] | tuple[LocalEntry, ...]) -> list[dict[str, Any]]:
    written = []
    for entry in sort_entries(entries):
        fields = _fields(entry)
        unit = {"unit": fields.pop("unit")} if "unit" in fields else {}
        written.append(unit | fields)
    return written


def _fields(model: Model) -> dict[str, Any]:
    """The fields of `model` in the order declared, without the optional ones that are empty."""
    return {name: value for name, value in model if value is not None or name in _KEPT_EMPTY}
