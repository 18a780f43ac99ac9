from collections.abc import Callable

import pytest

from knowledge.reading import Reading

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("kan du glömma mig?", "forget"),
        ("ta bort allt du vet om mig", "forget"),
        ("radera det jag skrivit", "forget"),
        ("jag vill att ni raderar mina uppgifter tack", "forget"),
        ("tack för hjälpen, glöm mig nu", "forget"),
        ("Hej, skulle ni kunna ta bort mina uppgifter? Tack så mycket", "forget"),
        ("hej! kan du börja om?", "start_over"),
        ("snälla guida mig", "guide"),
        ("jag vill öva", "practice"),
        ("nej tack", "no"),
    ],
)
def test_a_command_may_be_asked_for_politely(read: Read, text: str, command: str) -> None:
    assert read(text).command == command


@pytest.mark.parametrize(
    "text",
    [
        "hjälp nu",
        "snälla hjälp",
        "tack",
        "hej",
        "tack snälla",
        "glöm det jag skrev om honom",
        "kan vi börja om med rehab efter stroke",
    ],
)
def test_no_command(read: Read, text: str) -> None:
    """A cry for help, a greeting or more than the command."""
    assert read(text).command is None
