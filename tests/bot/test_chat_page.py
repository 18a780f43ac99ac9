"""The parts of the test page: a reply as HTML, what is kept in memory, and the way of messages that come later."""

from __future__ import annotations

import json
from html import escape, unescape

import pytest

from bot.connector import ChannelError
from bot.messages import WELCOME, to_message
from bot.pages import chat_session
from bot.pages.chat_form import CARD, INPUT, PRESS, SEND, TEXT, button_value, coming, pressing, read
from bot.pages.chat_reply import NEWEST, Place, article
from bot.pages.chat_session import MOST_ENTRIES, MOST_SESSIONS, Session, Sessions, Visitor, name_in, said_on
from bot.way import WEB, PageWay
from dialogs.reply import SYMBOLS, Action, Field, Line, Pick, Reply, Writing

HOSTILE = "<script>alert(1)</script> & \"x\" 'y'"
PLACE = Place(3, "card-1", (("token", "t"),))
VISITOR = Visitor("a" * 32, "kim")
CARD_OF_TICKET = Reply("panel", title="Ärende 1", in_place=True)

EVERYTHING = Reply(
    "panel",
    title=HOSTILE,
    lines=tuple(Line(HOSTILE, style, label=HOSTILE) for style in ("normal", "heading", "strong", "subtle", "quote")),
    choices=(Action(HOSTILE, "choose", {"x": HOSTILE}),),
    field=Field("number", HOSTILE, HOSTILE, 4),
    form=(
        Writing("answer", HOSTILE, HOSTILE, HOSTILE, 80),
        Pick("facts", HOSTILE, (("a", HOSTILE), ("b,", "B")), value="a"),
        Pick("way", "Väg", (("a", "A"), ("b", "B")), several=False, value="b"),
    ),
    actions=(Action(HOSTILE, "go", primary=True), Action("Länk", url="https://example.org/?a=1&b=2")),
    in_place=True,
)
LONG_LIST = Reply("question", title="Vad?", choices=tuple(Action(f"Val {n}", "answer", {"value": str(n)}) for n in range(9)))


def test_everything_is_escaped():
    html = article(EVERYTHING, PLACE)
    assert "<script" not in html
    assert html.count(escape(HOSTILE)) > 12
    assert json.dumps(HOSTILE, ensure_ascii=False) in unescape(html)


@pytest.mark.parametrize("mark", SYMBOLS)
def test_the_principal_is_large_and_its_mark_is_beside_the_words(mark):
    html = article(Reply("answer", title="Någon ansvarar.", mark=mark), PLACE)
    assert f'<span class="mark" aria-hidden="true">{SYMBOLS[mark]}</span> Någon ansvarar.</h3>' in html
    assert 'class="principal"' in html


def test_a_quotation_keeps_its_paragraphs_together():
    html = article(Reply(lines=(Line("Ett\n\nTvå", "quote", label="Så:"),)), PLACE)
    assert "<blockquote><p><strong>Så:</strong> Ett</p><p>Två</p></blockquote>" in html


def test_what_is_ticked_and_written_already_stands_there():
    html = article(EVERYTHING, PLACE)
    assert f'maxlength="80" placeholder="{escape(HOSTILE)}">\n{escape(HOSTILE)}</textarea>' in html
    assert 'type="checkbox" id="e3-facts-0" name="in.facts" value="a" checked=""' in html
    assert 'type="radio" id="e3-way-1" name="in.way" value="b" checked=""' in html
    assert html.count("checked") == 2


def test_a_long_list_is_chosen_from_and_then_sent():
    html = article(LONG_LIST, PLACE)
    assert html.count('type="radio"') == html.count("required") == 9
    assert html.count("<button") == 1
    assert "<legend>" in html


def test_a_reply_without_a_title_has_a_name():
    html = article(Reply(lines=(Line("Hej"),)), PLACE)
    assert 'aria-label="Svar"' in html
    assert "aria-labelledby" not in html
    assert "<form" not in html


def test_what_is_read_next_can_be_focused_and_what_has_been_is_folded():
    newest = article(LONG_LIST, Place(1, "c", (), newest=True))
    assert f'id="{NEWEST}" tabindex="-1"' in newest
    folded = article(LONG_LIST, Place(1, "c", (), folded=True))
    assert folded.index("<details>") < folded.index("<form")
    assert NEWEST not in folded


def test_an_unsafe_link_is_left_out():
    assert "javascript" not in article(Reply("panel", title="x", actions=(Action("y", url="javascript:alert(1)"),)), PLACE)


# forms


def test_a_text_is_heard_as_it_is_written():
    sent = read(VISITOR, ((TEXT, " hej\r\ndu\x00 "),))
    assert to_message(sent.incoming).text == "hej\ndu"
    assert sent.did == "hej\ndu"
    assert (sent.incoming.channel, sent.incoming.sender.id, sent.incoming.buffered) == (WEB, "kim", True)


def test_a_press_carries_its_data_and_nothing_else():
    sent = read(
        VISITOR, ((INPUT + "number", "40"), (CARD, "c1"), (PRESS, button_value("Avbryt", {"verb": "cancel", "serial": "1"})))
    )
    message = to_message(sent.incoming)
    assert (message.verb, message.data) == ("cancel", {"serial": "1"})
    assert (sent.did, sent.card) == ("Avbryt", "c1")


def test_a_form_sends_what_is_filled_in():
    pairs = ((INPUT + "facts", "a"), (INPUT + "facts", "b"), (INPUT + "answer", "Så\r\nhär"))
    sent = read(VISITOR, (*pairs, (SEND, button_value("Svara", {"verb": "ticket_answer", "number": "1"}))))
    message = to_message(sent.incoming)
    assert message.verb == "ticket_answer"
    assert message.data == {"number": "1", "facts": "a,b", "answer": "Så\nhär"}
    assert sent.did == "Svara"


def test_a_field_cannot_take_the_place_of_what_the_button_says():
    sent = read(
        VISITOR, ((INPUT + "verb", "forget"), (INPUT + "number", "2"), (SEND, button_value("x", {"verb": "go", "number": "1"})))
    )
    assert to_message(sent.incoming).verb == "go"
    assert to_message(sent.incoming).data == {"number": "1"}


def test_a_chosen_alternative_is_what_the_user_did():
    chosen = button_value("Jönköpings län", {"verb": "answer", "value": "x"})
    pairs = ((INPUT + "choice", chosen), (INPUT + "place", ""), (SEND, button_value("Svara", {"verb": "answer", "serial": "1"})))
    sent = read(VISITOR, pairs)
    assert sent.did == "Jönköpings län"
    assert to_message(sent.incoming).data == {"place": "", "serial": "1", "value": "x"}


def test_only_the_same_form_is_the_same_message():
    first, again, other = (read(VISITOR, ((TEXT, text), ("turn", "s-1"))).incoming for text in ("hej", "hej", "hå"))
    assert first.once == again.once != other.once
    assert read(VISITOR, ((TEXT, "hej"), ("turn", "s-2"))).incoming.once != first.once


def test_who_comes_is_welcomed():
    assert to_message(coming(VISITOR)) is WELCOME
    assert to_message(pressing(VISITOR, "help")).verb == "help"
    assert coming(VISITOR).once != coming(VISITOR).once


# visitors


@pytest.mark.parametrize("name", ["", "kim", "åsa.öberg", "a-b_c"])
def test_a_cookie_is_read_as_it_was_given(name):
    visitor = Visitor(Visitor.new().secret, name)
    assert Visitor.of(visitor.cookie) == visitor
    assert visitor.cookie.isascii()
    assert visitor.secret not in visitor.conversation
    assert visitor.person == (name or visitor.conversation)


@pytest.mark.parametrize("text", ["<b>", "a=b,c", "x" * 99, "a\r\nSet-Cookie: b", "", "  "])
def test_a_name_is_letters_and_digits(text):
    assert all(sign.isalnum() or sign in "_.-" for sign in name_in(text))
    assert len(name_in(text)) <= 40


# what is kept


def test_a_session_keeps_the_last_messages():
    session = Session()
    for number in range(MOST_ENTRIES + 5):
        session.take_turn(str(number), ())
    assert len(session.entries) == MOST_ENTRIES
    assert session.entries[-1].content == str(MOST_ENTRIES + 4)


def test_sessions_are_bounded_and_the_least_used_go_first():
    sessions = Sessions()
    for number in range(MOST_SESSIONS + 1):
        sessions.of("first" if number == MOST_SESSIONS else f"c{number}").take_turn("hej", ())
        sessions.of("c0")
    assert len(sessions) == MOST_SESSIONS
    assert len(sessions.of("c0").entries) == 1
    assert not sessions.of("c1").entries


def test_a_session_that_nobody_looks_at_is_forgotten(monkeypatch):
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    sessions.of("old").take_turn("hej", ())
    now[0] = chat_session.LONGEST_QUIET - 1
    assert sessions.of("old").entries
    sessions.of("other").take_turn("hej", ())
    now[0] += chat_session.LONGEST_QUIET
    assert not sessions.of("new").entries
    assert len(sessions) == 1


def test_a_panel_that_is_shown_anew_moves_and_a_question_stays():
    session = Session()
    session.take_turn(None, (CARD_OF_TICKET,))
    card = session.entries[0].id
    session.take_turn("Ta", (CARD_OF_TICKET,), card)
    assert [entry.content for entry in session.entries] == ["Ta", CARD_OF_TICKET]
    assert session.entries[1].id == card
    session.take_turn("Svara", (LONG_LIST,))
    session.take_turn("Val 1", (LONG_LIST,), session.entries[-1].id)
    assert [entry.content for entry in session.entries].count(LONG_LIST) == 2


def test_what_is_read_next():
    session = Session()
    session.take_turn("hej", (LONG_LIST, CARD_OF_TICKET))
    assert session.newest == 2
    session.arrived(CARD_OF_TICKET)
    assert session.newest == 2, "the answer has not been seen yet"
    session.shown()
    session.arrived(CARD_OF_TICKET)
    session.arrived(CARD_OF_TICKET)
    assert session.newest == 5


# the way


class Elsewhere:
    """A way that notes its calls."""

    def __init__(self):
        self.calls = []

    async def send(self, reference, activity, reply_to):
        self.calls.append(("send", reply_to))
        return "id"

    async def update(self, reference, activity_id, activity):
        self.calls.append(("update", activity_id))


def reference(channel=WEB):
    return {"channelId": channel, "conversation": {"id": "c"}}


@pytest.mark.parametrize("reply", [EVERYTHING, LONG_LIST, CARD_OF_TICKET, Reply()])
async def test_a_reply_comes_as_it_was_said(reply):
    sessions = Sessions()
    way = PageWay(sessions, Elsewhere())
    activity = json.loads(json.dumps(said_on(reply, WEB)))
    identity = await way.send(reference(), activity, None)
    assert [(entry.id, entry.content) for entry in sessions.of("c").entries] == [(identity, reply)]


async def test_a_card_is_replaced_where_it_stands():
    sessions = Sessions()
    way = PageWay(sessions, Elsewhere())
    identity = await way.send(reference(), said_on(CARD_OF_TICKET, WEB), None)
    await way.update(reference(), identity, said_on(LONG_LIST, WEB))
    assert [entry.content for entry in sessions.of("c").entries] == [LONG_LIST]
    with pytest.raises(ChannelError):
        await way.update(reference(), "gone", said_on(LONG_LIST, WEB))


async def test_other_channels_go_the_other_way():
    sessions, other = Sessions(), Elsewhere()
    way = PageWay(sessions, other)
    assert await way.send(reference("emulator"), said_on(CARD_OF_TICKET, "emulator"), "r") == "id"
    await way.update(reference("emulator"), "a", {})
    assert other.calls == [("send", "r"), ("update", "a")]
    assert len(sessions) == 0


@pytest.mark.parametrize("activity", [{"type": "typing"}, {"reply": 7}, {"reply": {"kind": "x"}}, {"text": ""}, {"text": 1}])
async def test_what_says_nothing_is_not_shown(activity):
    sessions = Sessions()
    assert await PageWay(sessions, Elsewhere()).send(reference(), activity, None) is None
    assert len(sessions) == 0


async def test_a_plain_text_is_shown():
    sessions = Sessions()
    await PageWay(sessions, Elsewhere()).send(reference(), {"type": "message", "text": "Hej"}, None)
    assert sessions.of("c").entries[0].content == Reply(lines=(Line("Hej"),))
