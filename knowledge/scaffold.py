"""A new agreement begun: a commented file that is valid as it stands, and contacts for a county that has none."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from string import Template

from knowledge.contacts import Page
from knowledge.county import County
from knowledge.facets import suggest
from knowledge.loader import DATA, Knowledge, load

TEMPLATES = DATA / "templates"
IDENTITY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ScaffoldError(ValueError):
    """An agreement that cannot be begun as asked: what is wrong and what to do."""


def begin(root: Path, county: str, identity: str, today: date) -> list[Path]:
    """Write the files into the knowledge folder `root`; nothing that is there is touched.

    Raises ScaffoldError, and KnowledgeError when the folder is not sound as it is.
    """
    knowledge = load(root)
    known = list(knowledge.counties.by_key)
    if county not in known:
        raise ScaffoldError(f"'{county}' is no county key.{suggest(county, known)} Counties are declared in counties.yaml")
    if not IDENTITY.fullmatch(identity):
        raise ScaffoldError(f"'{identity}' is no id. Write small letters a-z, digits and hyphens")
    paths = {root / "agreements" / f"{identity}.yaml": "agreement.yaml"}
    if identity in {agreement.id for agreement in knowledge.agreements} or next(iter(paths)).exists():
        raise ScaffoldError(f"there is already an agreement '{identity}'. Choose another id")
    if county not in knowledge.contacts:
        paths[root / "contacts" / f"{county}.yaml"] = "contacts.yaml"
    words = _words(knowledge, knowledge.counties.by_key[county], identity, today)
    for path, template in paths.items():
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(Template((TEMPLATES / template).read_text(encoding="utf-8")).substitute(words))
    load(root)
    return list(paths)


def _words(knowledge: Knowledge, county: County, identity: str, today: date) -> dict[str, str]:
    page = _sip_page(knowledge)
    return {
        "id": identity,
        "county": county.key,
        "name": county.name,
        "region": county.region,
        "code": min(county.municipalities),
        "prefix": _prefix(knowledge, county.key),
        "year": str(today.year + 1),
        **_validity(knowledge, county.key, today),
        "sip_title": page.title if page else "SIP",
        "sip_url": page.url if page else "https://example.org/sip",
    }


def _validity(knowledge: Knowledge, county: str, today: date) -> dict[str, str]:
    """A county that has an agreement keeps it to the end of the year; the new one then takes its place."""
    begins = f"{today.year + 1}-01-01"
    current = [agreement.id for agreement in knowledge.in_force(county, today)]
    validity = (
        f"valid_from: {begins}                        # första giltighetsdag",
        f"supersedes: [{', '.join(current) or 'id-for-den-gamla'}]   # ersätter den när den här gäller",
    )
    return {"validity": "\n".join(line if current else f"# {line}" for line in validity)}


def _sip_page(knowledge: Knowledge) -> Page | None:
    """The page about SIP that most counties point to last: the one that holds everywhere."""
    pages = [contacts.sip.information[-1] for contacts in knowledge.contacts.values()]
    return max(pages, key=pages.count, default=None)


def _prefix(knowledge: Knowledge, county: str) -> str:
    """Letters for the ids of the statements that no other agreement uses."""
    used = {name.partition("-")[0] for name in knowledge.statements}
    letters = county.replace("_", "").upper()
    free = (letters[:2] + letters[at] for at in range(2, len(letters)))
    return next((prefix for prefix in free if prefix not in used), f"{letters[:3]}X")
