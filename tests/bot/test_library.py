"""The editions: an enquiry stays with the knowledge it began with, the next one gets the present one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.cli.world import reader
from bot.edition import Edition, errors, fingerprint, read_edition
from bot.library import KEPT_SECONDS, MOST_KEPT, Library
from bot.receipt import receipts
from bot.sheet import sheets
from dialogs.message import Message
from dialogs.reply import Reply
from dialogs.state import State
from dialogs.turn import Dialog
from dialogs.world import World
from knowledge.loader import DATA, load
from knowledge.problem import KnowledgeError

RULE = "Regionen svarar för habilitering på specialistnivå. Den ges efter behov, till såväl barn och ungdomar som vuxna."
NEW_RULE = "Regionen svarar för specialisthabilitering åt alla."
ASKS = "Vilken funktionsnedsättning har personen?"
NEW_ASKS = "Vilken diagnos har personen?"
QUESTION = "Vem ansvarar för habilitering på specialistnivå för en vuxen med dövblindhet i Tranås?"
EDITS = {"agreements/jonkoping-habilitering-2022.yaml": (RULE, NEW_RULE), "facets.yaml": (ASKS, NEW_ASKS)}


def edition(folder: Path) -> Edition:
    def make() -> World:
        knowledge = load(folder)
        return World(knowledge, reader(knowledge))

    return read_edition(folder, make)


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text("utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def old() -> Edition:
    return edition(DATA)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("knowledge") / "data"
    shutil.copytree(DATA, folder)
    for name, (before, after) in EDITS.items():
        edit(folder, name, before, after)
    return edition(folder)


@dataclass
class Talk:
    """A conversation over a library."""

    library: Library
    state: State = field(default_factory=State)
    replies: tuple[Reply, ...] = ()

    def take(self, message: Message) -> str:
        self.state, self.replies = self.library.turn(self.state, message)
        return "\n".join(reply.text for reply in self.replies)

    def say(self, text: str) -> str:
        return self.take(Message(text=text))

    def press(self, label: str) -> str:
        actions = [action for reply in self.replies for action in (*reply.choices, *reply.actions)]
        action = next(action for action in actions if action.label == label)
        return self.take(Message(verb=action.verb, data=dict(action.data)))

    def interview(self) -> Talk:
        """As far as the question about what is needed."""
        self.say("guida mig")
        self.press("Jönköpings län")
        return self


@pytest.fixture
def library(old: Edition) -> Library:
    return Library(old)


def test_an_interview_keeps_its_questions_and_its_answer(library: Library, old: Edition, new: Edition) -> None:
    kim, robin = Talk(library).interview(), Talk(library)
    library.take_in(new)
    assert ASKS in kim.press("Habilitering på specialistnivå")
    assert RULE in kim.press("Dövblindhet")
    assert RULE in kim.press("Varför?")
    assert kim.state.edition == old.name
    robin.interview()
    assert NEW_ASKS in robin.press("Habilitering på specialistnivå")
    assert NEW_RULE in robin.press("Dövblindhet")
    assert robin.state.edition == new.name


def test_the_next_question_gets_the_new_answer(library: Library, new: Edition) -> None:
    kim, robin = Talk(library), Talk(library).interview()
    robin.press("Habilitering på specialistnivå")
    assert RULE in kim.say(QUESTION)
    library.take_in(new)
    assert RULE in kim.say("varför")
    for somebody in (kim, robin):
        assert NEW_RULE in somebody.say(QUESTION)
        assert somebody.state.edition == new.name
    assert NEW_RULE in kim.say("varför")


def test_a_correction_belongs_to_the_answer(library: Library, old: Edition, new: Edition) -> None:
    kim = Talk(library)
    kim.say(QUESTION)
    library.take_in(new)
    assert RULE in kim.say("och om personen är ett barn på 10 år?")
    assert kim.state.edition == old.name


def test_starting_over_begins_with_the_new_edition(library: Library, new: Edition) -> None:
    kim = Talk(library).interview()
    library.take_in(new)
    kim.say("börja om")
    assert kim.state.phase == "interview"
    assert kim.state.edition == new.name


def test_nothing_is_remembered_where_no_enquiry_stands(library: Library) -> None:
    kim = Talk(library)
    kim.say("hej")
    assert kim.state.edition == ""
    kim.interview()
    assert kim.state.edition == library.current.name
    kim.press("Avbryt")
    assert kim.state.edition == ""


def test_an_edition_that_is_not_here_gives_way_to_the_current_one(library: Library, new: Edition) -> None:
    kim = Talk(library).interview()
    elsewhere = Talk(Library(new), kim.state, kim.replies)
    assert NEW_ASKS in elsewhere.press("Habilitering på specialistnivå")
    assert elsewhere.state.edition == new.name


def test_a_case_that_the_current_edition_does_not_know_starts_over(library: Library, old: Edition, new: Edition) -> None:
    facets = old.world.knowledge.facets
    gone = State(phase="interview", county="jonkoping", said={"gone": "x"}, unknown=("gone",), asking="gone", edition="gone")
    after, replies = library.turn(gone, Message(text="ja"))
    assert replies
    assert "gone" not in {*after.said, *after.unknown}
    assert "gone" not in facets.by_key


class Recording(Dialog):
    """Notes the desks of the turns it takes."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.desks: list[object] = []

    def turn(self, state, message, desk=None):
        self.desks.append(desk)
        return super().turn(state, message)


@pytest.mark.parametrize(("message", "taken_by"), [(Message(text="Dövblindhet"), "old"), (Message(text=QUESTION), "new")])
def test_a_turn_is_taken_once_with_its_desk(old: Edition, new: Edition, message: Message, taken_by: str) -> None:
    """The trial that tells whether the enquiry is left reaches nobody."""
    before, after = Recording(old.world), Recording(new.world)
    library = Library(Edition("old", before))
    kim = Talk(library).interview()
    kim.press("Habilitering på specialistnivå")
    before.desks.clear()
    library.take_in(Edition("new", after))
    desk = Nobody()
    library.turn(kim.state, message, desk)
    assert (before.desks + after.desks).count(desk) == 1
    assert desk in (before if taken_by == "old" else after).desks


class Nobody:
    """A desk at which nobody is ombud."""

    class caller:  # noqa: N801 - as the desk names it
        roles = ()


@pytest.mark.parametrize(
    "message",
    [Message(verb="faq_list"), Message(verb="ticket", data={"number": "1"}), Message(text="svara 12 Kommunen")],
)
def test_the_work_of_an_ombud_holds_against_the_current_edition(old: Edition, new: Edition, message: Message) -> None:
    before, after = Recording(old.world), Recording(new.world)
    library = Library(Edition("old", before))
    kim = Talk(library).interview()
    before.desks.clear()
    library.take_in(Edition("new", after))
    state, _ = library.turn(kim.state, message)
    assert (before.desks, after.desks) == ([], [None])
    assert state.edition == "old"
    assert library.turn(state, Message(text="habilitering på specialistnivå"))[0].edition == "old"


def test_a_text_that_an_ombud_was_asked_for_is_work(old: Edition, new: Edition) -> None:
    before, after = Recording(old.world), Recording(new.world)
    library = Library(Edition("old", before))
    kim = Talk(library).interview()
    before.desks.clear()
    library.take_in(Edition("new", after))
    library.turn(kim.state.with_(draft={"awaits": "answer", "number": 12}), Message(text="Kommunen."))
    assert (before.desks, after.desks) == ([], [None])


def test_few_editions_are_kept(old: Edition) -> None:
    now = [0.0]
    library = Library(Edition("0", old.dialog), lambda: now[0])
    for number in range(1, 6):
        library.take_in(Edition(str(number), old.dialog))
    assert library.names == ("5", "4", "3")
    assert len(library.names) == MOST_KEPT
    library.take_in(Edition("4", old.dialog))
    assert library.names == ("4", "5", "3"), "one that comes back is not kept twice"
    library.take_in(Edition("4", old.dialog))
    assert library.names == ("4", "5", "3"), "the same again takes no place"
    now[0] += KEPT_SECONDS - 1
    assert library.names == ("4", "5", "3")
    now[0] += 2
    assert library.names == ("4",)


async def test_the_pages_are_those_of_the_current_edition(library: Library, new: Edition) -> None:
    kim = Talk(library)
    kim.say(QUESTION)
    code = next(word for word in kim.say("varför").split() if word.startswith("VA1-"))
    app = web.Application()
    app.add_routes([library.page(receipts), library.page(sheets)])
    async with TestClient(TestServer(app)) as client:
        assert RULE in await (await client.get(f"/receipt/{code}")).text()
        library.take_in(new)
        assert NEW_RULE in await (await client.get(f"/receipt/{code}")).text()
        assert (await client.get("/sip/jonkoping.docx")).status == 200
        assert (await client.get("/sip/nowhere.docx")).status == 404


def test_the_name_follows_the_files(tmp_path: Path, old: Edition, new: Edition) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    assert fingerprint(tmp_path / "data") == old.name != new.name
    edit(tmp_path / "data", "kinds.yaml", "\n", "\n\n")
    assert fingerprint(tmp_path / "data") not in (old.name, new.name)


def test_files_that_change_while_they_are_read_are_read_again(tmp_path: Path, old: Edition) -> None:
    (tmp_path / "a.yaml").write_text("a: 0")
    times = []

    def written_meanwhile(most: int) -> World:
        times.append(1)
        if len(times) <= most:
            (tmp_path / "a.yaml").write_text(f"a: {len(times)}")
        return old.world

    assert read_edition(tmp_path, lambda: written_meanwhile(1)).name == fingerprint(tmp_path)
    assert len(times) == 2
    with pytest.raises(KnowledgeError, match="is written to while it is read"):
        read_edition(tmp_path, lambda: written_meanwhile(99))


def test_errors_are_what_the_edition_before_did_not_have(tmp_path: Path, old: Edition) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    name = "agreements/jonkoping-habilitering-2022.yaml"
    edit(tmp_path / "data", name, RULE, NEW_RULE)
    assert errors(edition(tmp_path / "data"), old) == ()
    text = (tmp_path / "data" / name).read_text("utf-8")
    rules, cases = text.split("\ncases:", 1)
    assert "principal: region\n" in cases
    wrong = cases.replace("principal: region\n", "principal: kommun\n", 1)
    (tmp_path / "data" / name).write_text(f"{rules}\ncases:{wrong}", "utf-8")
    worse = edition(tmp_path / "data")
    (found,) = errors(worse, old)
    assert "gets region, expected kommun" in found
    assert errors(worse, worse) == ()
