"""The lexicon: which words mean what. Everything the reading knows about vocabulary stands here, nothing in code.

How a wording is written (`words`): `rullstol` is found in any inflection, misspelt, and as part of a compound; `=hab`
only exactly so; CAPITALS only exactly, in any case of letters; `<vem>` is a word of that list; `(a|b)` is one of these;
`^a` begins a clause; `[a]` may be left out; `a … b` allows some words between; `a + b` wants both in the same sentence,
in any order.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from knowledge.yamlfile import Model

Intent = Literal[
    "who_is_responsible",
    "sip",
    "contacts",
    "faq",
    "deviation",
    "agreement_info",
    "smalltalk",
    "help",
    "off_topic",
    "emergency",
]


class Meaning(Model):
    """Wordings and the facet values they stand for. No `means`: the wording says nothing, and hides shorter ones in it.

    `rank` decides between wordings of a facet that takes one value, and 0 is for what is only mentioned (a party, a place
    of work): it counts when nothing else is said, or when it is asked for; `compound: false` keeps it out of longer words;
    `fuzzy: false` takes it only as spelt; `capital` only when written with a capital; `language` only in that language;
    `unless` names wordings that must not stand in the same sentence, `near` those of which one must stand in the text;
    `county` keeps it to these counties.
    """

    means: dict[str, Any] = Field(default_factory=dict)
    words: tuple[str, ...] = Field(min_length=1)
    rank: int = 5
    compound: bool = True
    fuzzy: bool = True
    capital: bool = False
    language: Literal["sv", "en"] | None = None
    unless: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    county: tuple[str, ...] = ()


class Cue(Model):
    """Wordings that speak for an intent, with a weight. `unless` wordings anywhere in the text cancel it.

    `generic` wordings may be about anything: they do not show that the question is about this field at all.
    `least` is how well the words must be spelt (1 exactly, 0.8 one letter wrong). `harm`: an emergency that may not be a
    matter of minutes, as when somebody is beaten or neglected.
    """

    intent: Intent
    weight: float
    generic: bool = False
    harm: bool = False
    least: float = 0.7
    words: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


class Command(Model):
    """A service command, recognised when the whole message is one of these wordings, perhaps with a courtesy around it.

    `bare`: only without one.
    """

    command: str
    bare: bool = False
    words: tuple[str, ...] = Field(min_length=1)


class Move(Model):
    """What a message does in a conversation that has begun, shown by one of these wordings; see `lexicon/moves.yaml`."""

    move: Literal["another", "elsewhere", "more", "also", "defines", "doubts", "objects", "hello", "thanks", "bye", "fine"]
    words: tuple[str, ...] = Field(min_length=1)


class Prefer(Model):
    """Of several needs read in one question, `take` wins over `over` (in these counties, when said so many `times`)."""

    take: str
    times: int = 1
    over: tuple[str, ...]
    county: tuple[str, ...] = ()


class Decision(Model):
    """How the intent follows: weight of what was read (`evidence`), order at a tie, needs that an intent drops.

    `either`: words beside which a value of that facet is only an alternative («på vårdcentralen eller …»).
    `signed_by`, `signed_at`: a sentence such as «AT på säbo i Mora» tells who asks, when the need stands elsewhere.
    """

    evidence: dict[str, dict[str, float]] = Field(default_factory=dict)
    order: tuple[Intent, ...] = ()
    overriding: dict[str, float] = Field(default_factory=dict)
    drops: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    asking: tuple[str, ...] = ()
    asking_reach: int = 4
    asking_bonus: int = 2
    together: tuple[str, ...] = ()
    together_with: tuple[str, ...] = ()
    choosing: tuple[str, ...] = ()
    implied: dict[str, str] = Field(default_factory=dict)
    both: dict[str, str] = Field(default_factory=dict)
    both_too: tuple[str, ...] = ()
    either: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    signed_by: tuple[str, ...] = ()
    signed_at: tuple[str, ...] = ()
    fallback: Intent = "who_is_responsible"


class Negation(Model):
    """Words that deny what follows (`before`) or what stands ahead of them (`after`), and how far it reaches.

    A word of `contrast` denies nothing after a negator («inte CP utan IF»), unless one of `adverse` stands between.
    Values in `mixed` stand for many things: one denied («ingen demens») takes no other back.
    Facets in `near` are denied only within `near_reach` words, and not by the words in `not_near`.
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    contrast: tuple[str, ...] = ()
    adverse: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    relatives_have: tuple[str, ...] = ()
    others_present: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    not_denying: tuple[str, ...] = ()
    comparing: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()
    reach: int = 5
    near: tuple[str, ...] = ()
    near_reach: int = 1


class Ages(Model):
    """Words around ages: units, number words, cues of birth, what makes a number something else.

    An age is a time in the past after one of `onset_before`, after «when he was» (`onset_when`, a person, `onset_was`), or
    after one of `onset_near` when one of `onset_events` («debut») stands there too. It tells of the diagnosis or event right
    before it unless one of `onset_breaks` stands between.
    """

    numerals: dict[str, int] = Field(default_factory=dict)
    tens: dict[str, int] = Field(default_factory=dict)
    years: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    weeks: tuple[str, ...] = ()
    decade: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    not_age_before: tuple[str, ...] = ()
    not_age_after: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    soon: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    aged: tuple[str, ...] = ()
    onset_before: tuple[str, ...] = ()
    onset_near: tuple[str, ...] = ()
    onset_events: tuple[str, ...] = ()
    onset_when: tuple[str, ...] = ()
    onset_was: tuple[str, ...] = ()
    onset_breaks: tuple[str, ...] = ()
    bare_after: tuple[str, ...] = ()
    person_of: tuple[str, ...] = ()
    with_short: tuple[str, ...] = ()
    correcting: tuple[str, ...] = ()
    onset: dict[str, str] = Field(default_factory=dict)


class Nickname(Model):
    """Other names of a municipality (code) or county (key): short forms, hospitals, localities, districts."""

    municipality: str | None = None
    county: str | None = None
    words: tuple[str, ...] = Field(min_length=1)


class Places(Model):
    """What is said about places beside the register. Short names of the `home` counties are found misspelt as well.

    Between two places a wording of `correcting` takes the first one back, unless it is one of `not_correcting`.
    """

    nicknames: tuple[Nickname, ...] = ()
    careful: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    whole_county: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    home: tuple[str, ...] = ()
    correcting: tuple[str, ...] = ()
    not_correcting: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()


class Masking(Model):
    """Words that help to find names, phone numbers, and identity numbers told in parts."""

    name_cues: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    number_words: tuple[str, ...] = ()
    surname_endings: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    first_names: tuple[str, ...] = ()
    also_words: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    named_after: tuple[str, ...] = ()
    phone_cues: tuple[str, ...] = ()
    call_cues: tuple[str, ...] = ()
    call_at: tuple[str, ...] = ()
    last_four: tuple[str, ...] = ()
    number_ends: tuple[str, ...] = ()
    last_four_between: tuple[str, ...] = ()
    digit_words: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()


class Lexicon(Model):
    """All of it, read from `lexicon.yaml` and the files of `lexicon/`, whose lists are joined.

    `origins` is filled by the loader: file and position there of every meaning.
    """

    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    meanings: tuple[Meaning, ...] = ()
    cues: tuple[Cue, ...] = ()
    commands: tuple[Command, ...] = ()
    moves: tuple[Move, ...] = ()
    courtesies: tuple[str, ...] = ()
    prefer: tuple[Prefer, ...] = ()
    decision: Decision = Field(default_factory=Decision.model_construct)
    negation: Negation = Field(default_factory=Negation.model_construct)
    ages: Ages = Field(default_factory=Ages.model_construct)
    places: Places = Field(default_factory=Places.model_construct)
    masking: Masking = Field(default_factory=Masking.model_construct)
    origins: tuple[tuple[str, int], ...] = ()
    ordinary: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    swedish: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
