"""Sending a question to the ombud: what will be sent is shown first, can be changed, and is sent once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dialogs.answer import answer_reply, covered
from dialogs.case import place, summary, topic
from dialogs.course import Data, Turned, current, old_card, standing_answer
from dialogs.ombud import texts, words, writing
from dialogs.ombud.work import show
from dialogs.reply import Action, Line, Reply, Writing
from dialogs.state import State
from dialogs.texts import CONTACTS, LAW_OF_SIP, RESUME
from dialogs.ticket import LONGEST_QUESTION, Principal, Ticket, Why
from dialogs.world import World
from knowledge.enquiry import Answer

MOST_TOLD = 4
"""Lines of the bot's answer that are sent along, the headline included."""
WHYS: tuple[Why, ...] = ("not_settled", "wrong", "unclear", "request")


def ask(world: World, state: State, data: Data) -> Turned:
    """What will be sent to whom; first the place, if that is not known."""
    if world.desk is None:
        return state, (_no_desk(state),)
    if "serial" in data and not current(state, data):
        return old_card(world, state)
    state = _placed(world, state, data)
    given = data.get("why")
    why = next((why for why in WHYS if why == given), None)
    draft = {"id": _next_id(state), "why": why, "text": state.asked}
    return _step(world, state.with_(draft=draft))


def _placed(world: World, state: State, data: Data) -> State:
    county = data.get("county")
    known = isinstance(county, str) and county in world.knowledge.covered and state.county is None
    return state.with_(county=county) if known else state


def _step(world: World, state: State, *notes: Line) -> Turned:
    """The next thing to say about the draft."""
    if state.county is None:
        return state.with_(draft={**state.draft, "awaits": "place"}), (_which_place(world, notes),)
    if state.county not in world.knowledge.covered:
        return state.with_(draft={}), (_uncovered(world, state),)
    state = state.with_(draft={key: value for key, value in state.draft.items() if key != "awaits"})
    return state, (_panel(world, state, notes),)


def _which_place(world: World, notes: tuple[Line, ...]) -> Reply:
    counties = world.knowledge.counties.by_key
    choices = tuple(Action(counties[key].name, "ombud", {"county": key}) for key in world.knowledge.covered)
    lines = (*notes, Line(texts.ASK_PLACE, "subtle"))
    return Reply(
        "panel", title=texts.ASK_PLACE_TITLE, lines=lines, choices=choices, actions=(Action(texts.CANCEL, "ombud_cancel"),)
    )


def _uncovered(world: World, state: State) -> Reply:
    county = words.county_name(world, state.county or "")
    lines = (Line(texts.ASK_UNCOVERED.format(counties=covered(world))),)
    actions = (Action(LAW_OF_SIP, "law_of_sip"), *_onwards(state))
    return Reply("message", title=texts.ASK_UNCOVERED_TITLE.format(county=county), lines=lines, actions=actions)


def _panel(world: World, state: State, notes: tuple[Line, ...] = ()) -> Reply:
    """All that will be sent, in the words in which it will be."""
    text, carried = str(state.draft.get("text", "")), {"draft": str(state.draft["id"])}
    ways = ((texts.TO_BOTH, "both"), (texts.TO_REGION, "region"), (texts.TO_KOMMUN, "kommun"))
    send = [Action(label, "ombud_send", {**carried, "to": to}, primary=to == "both") for label, to in ways]
    question = [Line(text, "quote", label=texts.ASK_WHAT)] if text else [Line(texts.ASK_NO_TEXT)]
    return Reply(
        "panel",
        title=texts.ASK_TITLE if text else texts.ASK_NO_TEXT_TITLE,
        lines=(*notes, *question, *_beside(world, state), Line(texts.ASK_NO_NAMES, "strong")),
        form=(Writing("question", texts.ASK_FIELD, text, texts.ASK_HINT, LONGEST_QUESTION),),
        actions=(*send, Action(texts.EDIT, "ombud_edit", carried), Action(texts.CANCEL, "ombud_cancel")),
    )


def _beside(world: World, state: State) -> Iterator[Line]:
    """What goes with the question: the reading, the answer, the receiver."""
    yield Line(summary(world, state), "subtle", label=texts.ASK_READING)
    told = _told(world, state)
    if told:
        yield Line(told, "subtle", label=texts.ASK_TOLD)
    yield Line(texts.ASK_OMBUD.format(place=place(world, state)), "subtle", label=texts.ASK_TO)


def _answered(world: World, state: State) -> Answer | None:
    return standing_answer(world, state) if state.phase == "answered" else None


def _told(world: World, state: State) -> str:
    """The first lines of the answer that was given."""
    answered = _answered(world, state)
    if answered is None:
        return ""
    reply = answer_reply(world, state, answered)
    plain = [f"{line.label} {line.text}" if line.label else line.text for line in reply.lines if line.style == "normal"]
    return "\n".join(filter(None, [reply.title, *plain[: MOST_TOLD - 1]]))[:LONGEST_QUESTION]


def send(world: World, state: State, data: Data) -> Turned:
    """Open the ticket that the draft describes, once, and tell its number."""
    desk, draft = world.desk, state.draft
    if desk is None:
        return state, (_no_desk(state),)
    if not draft or str(data.get("draft")) != str(draft.get("id")):
        return old_card(world, state)
    if "sent" in draft:
        return state, (_receipt(state, texts.SENT_ALREADY, int(draft["sent"])),)
    typed = writing.field(world, data, "question")
    text = typed.text or str(draft.get("text", ""))
    if not text or state.county is None:
        return _step(world, state)
    if len(text) > LONGEST_QUESTION:
        too_long = Line(texts.ASK_TOO_LONG.format(most=LONGEST_QUESTION), "strong")
        return _step(world, state.with_(draft={**draft, "text": text[:LONGEST_QUESTION]}), too_long)
    ticket = desk.open(_ticket(world, state, text, data.get("to")))
    places = show(world, desk, ticket)
    notes = (*typed.notes, *(() if places else (Line(texts.SENT_NOWHERE, "strong"),)))
    after = state.with_(draft={"id": draft["id"], "sent": ticket.number})
    return after, (_receipt(after, texts.SENT_TITLE, ticket.number, Line(texts.SENT.format(number=ticket.number)), *notes),)


def _ticket(world: World, state: State, text: str, to: object) -> Ticket:
    answered = _answered(world, state)
    principal: Principal | None = "region" if to == "region" else "kommun" if to == "kommun" else None
    unsettled = answered is None or answered.principal in (None, "not_settled")
    return Ticket(
        county=state.county or "",
        question=text,
        why=state.draft.get("why") or ("not_settled" if answered and unsettled else "request"),
        municipality=state.municipality,
        principal=principal,
        reading=summary(world, state),
        said=dict(state.said),
        topic=topic(state),
        told=_told(world, state),
        verdict=answered.principal if answered else None,
        facts=state.facts if answered else (),
    )


def _receipt(state: State, title: str, number: int, *lines: Line) -> Reply:
    status = Action(texts.STATUS, "ticket_own", {"number": str(number)})
    return Reply("message", title=title.format(number=number), lines=lines, actions=(status, *_onwards(state)))


def edit(world: World, state: State, data: Data) -> Turned:
    """The next message becomes the text."""
    draft = state.draft
    if not draft or "sent" in draft or str(data.get("draft")) != str(draft.get("id")):
        return old_card(world, state)
    after = state.with_(draft={**draft, "awaits": "question"})
    lines = [Line(texts.ASK_EDIT), Line(texts.ASK_NO_NAMES, "strong")]
    if draft.get("text"):
        lines.insert(0, Line(str(draft["text"]), "quote", label=texts.ASK_WHAT))
    cancel = Action(texts.CANCEL, "ombud_cancel")
    return after, (Reply("panel", title=texts.ASK_EDIT_TITLE, lines=tuple(lines), actions=(cancel,)),)


def cancel(_: World, state: State, __: Data) -> Turned:
    """Nothing is sent; the question stays as it was."""
    kept = state.draft if "sent" in state.draft else {}
    return state.with_(draft=kept), (Reply("message", title=texts.ASK_CANCELLED, actions=_onwards(state)),)


def typed(world: World, state: State, text: str) -> Turned:
    """The written (masked) text that the draft waits for."""
    draft = {key: value for key, value in state.draft.items() if key != "awaits"}
    if state.draft.get("awaits") == "place":
        return _place_typed(world, state, text)
    if len(text) > LONGEST_QUESTION:
        return state, (
            Reply(
                "message", title=texts.ASK_TOO_LONG.format(most=LONGEST_QUESTION), actions=(Action(texts.CANCEL, "ombud_cancel"),)
            ),
        )
    return _step(world, state.with_(draft={**draft, "text": text}))


def _place_typed(world: World, state: State, text: str) -> Turned:
    reading = world.reader.read(text, world.today())
    if reading.county is None:
        return _step(world, state, Line(texts.ASK_PLACE_UNKNOWN))
    return _step(world, state.with_(county=reading.county, municipality=reading.municipality))


def _next_id(state: State) -> str:
    """The name of the next draft: none has it before, as long as the conversation lasts."""
    _, _, count = str(state.draft.get("id", "")).partition(".")
    return f"{state.serial}.{int(count) + 1 if count.isdecimal() else 1}"


def _no_desk(state: State) -> Reply:
    return Reply("message", title=texts.NO_DESK, actions=_onwards(state))


def _onwards(state: State) -> tuple[Action, ...]:
    if state.phase == "interview":
        return (Action(RESUME, "resume"),)
    guide: dict[str, Any] = {"serial": str(state.serial)}
    contacts = (Action(CONTACTS, "contacts", guide),) if state.phase == "answered" else ()
    return (*contacts, Action(texts.MINE, "own_tickets"))
