"""A service with a dialog that only counts: `python counting_app.py` serves it with the settings of the environment."""

from __future__ import annotations

from collections.abc import Callable

from bot.app import run
from bot.settings import settings_or_exit
from dialogs.message import Message
from dialogs.reply import Action, Field, Line, Reply
from dialogs.state import State

Answer = tuple[Reply, ...]

QUESTION = Reply(
    kind="question",
    title="Vad behövs?",
    choices=tuple(Action(label, "answer", {"serial": "1", "value": str(n)}) for n, label in enumerate(["Rehab", "Hjälpmedel"])),
    actions=(Action("Vet ej", "unknown", {"serial": "1"}),),
    field=Field("other", "Annat"),
    in_place=True,
)
ANSWER = Reply(kind="answer", title="Kommunen ansvarar.", mark="kommun", lines=(Line("Kommunen svarar för insatser."),))


class CountingDialog:
    """Says the number of the turn and what it heard. The words "fråga", "svar", "krasch" and "tyst" have effects of their own."""

    def __init__(self) -> None:
        self.heard: list[Message] = []
        self.before: Callable[[], None] | None = None

    def turn(self, state: State, message: Message, desk: object = None) -> tuple[State, Answer]:
        self.heard.append(message)
        if self.before:
            self.before()
        state = state.with_(serial=state.serial + 1)
        special: dict[str, Answer] = {"fråga": (QUESTION,), "svar": (ANSWER,), "tyst": ()}
        key = message.data.get("then", "") if message.verb else message.text
        if key == "krasch":
            raise RuntimeError("hemlig text")
        if isinstance(key, str) and key in special:
            return state, special[key]
        said = f"{message.verb}" if message.verb is not None else message.text
        return state, (Reply(lines=(Line(f"{state.serial}: {said}"),)),)


if __name__ == "__main__":
    run(settings_or_exit(), CountingDialog())
