from __future__ import annotations

import json
from importlib import resources

import jsonschema
import pytest
from botbuilder.schema import Activity
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import card
from bot.cards.actions import is_safe
from bot.cards.blocks import escape
from bot.cards.card import LARGEST, size
from bot.replies import to_activity
from dialogs.reply import MOST_ACTIONS, Action, Field, Line, Pick, Reply, Writing

SCHEMA = json.loads(resources.files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
CHANNELS = ("msteams", "emulator")


def checked(reply: Reply, channel: str = "msteams") -> dict:
    built = card(reply, channel)
    VALIDATOR.validate(built)
    assert built["version"] == "1.5"
    assert "msteams" not in built
    actions = built.get("actions", [])
    assert len(actions) <= MOST_ACTIONS
    assert sum(action.get("style") == "positive" for action in actions) <= 1
    assert size(built) <= LARGEST
    return built


def texts_in(block) -> list[str]:
    if isinstance(block, dict):
        own = [block["text"]] if "text" in block else []
        return own + [text for value in block.values() for text in texts_in(value)]
    return [text for value in block for text in texts_in(value)] if isinstance(block, list) else []


def choices(number: int, label: str = "Val") -> tuple[Action, ...]:
    return tuple(Action(f"{label} {n}", "answer", {"serial": "3", "value": str(n)}) for n in range(number))


ANSWER = Reply(
    kind="answer",
    title="Delat ansvar: kommunen och regionen.",
    mark="both",
    lines=(
        Line("habilitering i vardagen", label="Kommunen:"),
        Line("Källor", "heading"),
        Line("1. Överenskommelsen *punkt* 2", "subtle"),
        Line("«Ordalydelsen»\nandra stycket", "quote"),
        Line("Viktigt", "strong"),
    ),
    actions=(
        Action("Starta SIP", "sip", primary=True),
        Action("Källan", url="https://example.org/a"),
        Action("Farlig", url="javascript:alert(1)"),
    ),
)


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_answer(channel):
    built = checked(ANSWER, channel)
    title, first, *_ = built["body"]
    assert title["text"] == "●■ Delat ansvar: kommunen och regionen."
    assert (title["size"], title["weight"]) == ("Large", "Bolder")
    assert [run["text"] for run in first["inlines"]] == ["Kommunen: ", "habilitering i vardagen"]
    assert first["inlines"][0]["weight"] == "Bolder"
    assert [action["title"] for action in built["actions"]] == ["Starta SIP", "Källan"]
    assert built["body"][-3]["style"] == built["body"][-2]["style"] == "emphasis"


def test_five_choices_are_buttons_and_more_are_a_list():
    few = checked(Reply(kind="question", title="Vad behövs?", choices=choices(5), actions=(Action("Vet ej", "unknown"),)))
    assert [action["title"] for action in few["actions"]] == ["Val 0", "Val 1", "Val 2", "Val 3", "Val 4", "Vet ej"]
    assert few["actions"][1]["data"] == {"verb": "answer", "serial": "3", "value": "1"}
    many = checked(Reply(kind="question", title="Vad behövs?", choices=choices(6), actions=(Action("Vet ej", "unknown"),)))
    assert [action["title"] for action in many["actions"]] == ["Svara", "Vet ej"]
    listed = many["body"][-1]
    assert (listed["type"], listed["style"]) == ("Input.ChoiceSet", "expanded")
    assert json.loads(listed["choices"][5]["value"]) == {"verb": "answer", "serial": "3", "value": "5"}
    assert many["actions"][0]["data"] == {"verb": "answer", "serial": "3"}
    assert many["actions"][1]["associatedInputs"] == "none"


def test_long_choices_and_crowded_cards_are_lists():
    assert checked(Reply(choices=choices(2, "x" * 41)))["body"][-1]["type"] == "Input.ChoiceSet"
    crowded = checked(Reply(choices=choices(3), actions=tuple(Action(f"A{n}", "x") for n in range(6))))
    assert crowded["body"][-1]["type"] == "Input.ChoiceSet"
    assert len(crowded["actions"]) == MOST_ACTIONS


def test_a_long_title_is_cut_on_its_button_and_whole_in_the_tooltip():
    label = "Samordnad individuell plan (SIP) för invånare, 1177"
    link, press = checked(Reply(actions=(Action(label, url="https://example.org"), Action(label, "a"))))["actions"]
    assert link["title"] == press["title"] == "Samordnad … för invånare, 1177"
    assert link["tooltip"] == press["tooltip"] == label
    [solid] = checked(Reply(actions=(Action("x" * 90, "a"),)))["actions"]
    assert len(solid["title"]) == 40


def test_a_word_too_long_for_a_phone_can_be_broken():
    lines = (Line(f"VA1-{'x_' * 40}", "subtle", label="Referens:"), Line("Kort", "strong"), Line("å" * 33, "strong"))
    reference, short, strong = checked(Reply("panel", title="Svaret", lines=lines))["body"][1:]
    assert (reference["type"], reference["wrap"], reference["size"]) == ("TextBlock", True, "Small")
    assert reference["text"].startswith(r"**Referens:** VA1-x\_x\_")
    assert short["type"] == "RichTextBlock"
    assert (strong["text"], strong["weight"]) == ("å" * 33, "Bolder")


def test_the_parts_of_a_numbered_list_stand_close():
    lines = (
        Line("Planen visar:"),
        Line("1. vilka insatser"),
        Line("2. vem som svarar"),
        Line("12. mera"),
        Line("2019 års avtal"),
    )
    spacing = [block.get("spacing") for block in checked(Reply("panel", title="Så börjar du", lines=lines))["body"][1:]]
    assert spacing == [None, None, "Small", "Small", None]


def test_only_the_first_primary_button_is_one():
    built = checked(Reply(actions=(Action("A", "a", primary=True), Action("B", "b", primary=True))))
    assert ["style" in action for action in built["actions"]] == [True, False]


def test_in_place_means_execute_in_teams_with_submit_to_fall_back_on():
    reply = Reply(kind="question", title="?", choices=choices(2), in_place=True)
    button = checked(reply, "msteams")["actions"][0]
    assert (button["type"], button["verb"]) == ("Action.Execute", "answer")
    assert button["fallback"] == {"type": "Action.Submit", "title": "Val 0", "data": button["data"]}
    assert checked(reply, "emulator")["actions"][0]["type"] == "Action.Submit"
    listed = checked(Reply(kind="question", choices=choices(9), actions=(Action("Vet ej", "u"),), in_place=True), "msteams")
    assert listed["actions"][1]["fallback"]["associatedInputs"] == "none"


def test_a_field_to_write_in_goes_with_every_button():
    reply = Reply(choices=choices(9), field=Field("place", "Kommun", "t.ex. Eksjö", 80), actions=(Action("Vet ej", "unknown"),))
    built = checked(reply)
    field = built["body"][-1]
    assert (field["type"], field["id"], field["maxLength"]) == ("Input.Text", "place", 80)
    assert "associatedInputs" not in built["actions"][1]
    assert "isRequired" not in built["body"][-2]


def test_what_is_written_has_a_button_of_its_own():
    field, leave = Field("number", "Ålder"), Action("Vet ej", "unknown", {"serial": "3", "facet": "age"})
    few = checked(Reply(choices=choices(3), field=field, actions=(leave,)))
    assert [action["title"] for action in few["actions"]] == ["Svara", "Val 0", "Val 1", "Val 2", "Vet ej"]
    assert few["actions"][0]["data"] == {"verb": "answer", "serial": "3"}
    none = checked(Reply(field=field, actions=(leave, Action("Mer", url="https://example.org"))))
    assert none["actions"][0]["data"] == {"verb": "answer", "serial": "3", "facet": "age"}
    assert checked(Reply(choices=choices(5), field=field, actions=(leave,)))["body"][-2]["type"] == "Input.ChoiceSet"


def test_a_form_is_filled_in_before_a_button_is_pressed():
    options = (("a-1", "Ett, med komma"), ("b-2", "Två"))
    form = (Writing("answer", "Ditt svar", "Kommunen.\nSedan regionen.", "Skriv kort", 3_000), Pick("facts", "Källor", options))
    built = checked(Reply("panel", title="Ärende 7", form=form, actions=(Action("Skicka", "send", primary=True),)))
    written, ticked = built["body"][1:]
    assert (written["id"], written["isMultiline"], written["maxLength"]) == ("answer", True, 3_000)
    assert written["value"] == "Kommunen.\nSedan regionen."
    assert (ticked["id"], ticked["isMultiSelect"], ticked["style"]) == ("facts", True, "expanded")
    assert [choice["value"] for choice in ticked["choices"]] == ["a-1", "b-2"]
    assert "value" not in ticked
    assert "associatedInputs" not in built["actions"][0]
    one = checked(Reply("panel", form=(Pick("stage", "Läge", options, several=False, value="b-2"), Writing("note", "Not"))))
    assert (one["body"][0]["isMultiSelect"], one["body"][0]["value"]) == (False, "b-2")
    assert not {"value", "placeholder"} & one["body"][1].keys()


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://www.1177.se/", True),
        ("http://example.org", True),
        ("msteams:/l/chat/0/0", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org", False),
        ("https:", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_links(url, safe):
    assert is_safe(url) is safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Frågan är öppen.", "Frågan är öppen."),
        ("*fet* _kursiv_ [länk](x) `kod`", r"\*fet\* \_kursiv\_ \[länk\](x) \`kod\`"),
        ("# rubrik", r"\# rubrik"),
        ("1. ett", r"1\. ett"),
        ("- punkt", r"\- punkt"),
        ("19 år - 20 år", "19 år - 20 år"),
    ],
)
def test_titles_are_not_read_as_markdown(text, shown):
    assert escape(text) == shown


def test_a_large_reply_is_cut_on_the_card_and_whole_in_the_text():
    lines = tuple(Line("ä" * 3_900) for _ in range(12))
    reply = Reply(title="Långt", lines=lines)
    built = checked(reply)
    assert any(text.endswith("…") for text in texts_in(built["body"]))
    assert to_activity(reply, "emulator")["text"].count("ä") == 12 * 3_900
    checked(Reply(title="x" * 9_000, lines=tuple(Line("rad " * 20) for _ in range(2_000))))


WORDS = st.text(max_size=60)
ACTIONS = st.builds(
    Action,
    WORDS.filter(bool),
    WORDS,
    st.dictionaries(WORDS, WORDS, max_size=3),
    st.sampled_from([None, None, "https://example.org", "javascript:x"]),
    st.booleans(),
)
LINES = st.builds(
    Line, st.text(max_size=300), st.sampled_from(["normal", "heading", "strong", "subtle", "quote"]), st.none() | WORDS
)
FORMS = st.sampled_from([(), (Writing("answer", "Svar", "å" * 900),), (Pick("facts", "Källor", (("a", "A"), ("b", "B"))),)])
REPLIES = st.builds(
    Reply,
    kind=st.sampled_from(["message", "question", "answer", "panel"]),
    title=st.none() | WORDS,
    mark=st.sampled_from([None, "region", "kommun", "both", "not_settled"]),
    lines=st.lists(LINES, max_size=6).map(tuple),
    choices=st.lists(st.builds(Action, WORDS.filter(bool), WORDS), max_size=9).map(tuple),
    field=st.none() | st.just(Field("place", "Kommun")),
    form=FORMS,
    actions=st.lists(ACTIONS, max_size=6).map(tuple),
    in_place=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(REPLIES, st.sampled_from(CHANNELS))
def test_every_reply_is_a_valid_card_with_a_text(reply, channel):
    checked(reply, channel)
    activity = to_activity(reply, channel)
    doubled = channel == "msteams" and "attachments" in activity  # Teams would show a text above the card
    assert ("text" not in activity) == doubled
    full = activity["attachments"][0]["content"]["fallbackText"] if doubled else activity["text"]
    assert full[:5_000] == reply.text[:5_000]
    assert Activity.deserialize(activity).serialize() == activity
