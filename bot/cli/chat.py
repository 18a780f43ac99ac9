"""`chat`: a conversation in the terminal, the same as in Teams."""

from __future__ import annotations

import argparse
import sys

from bot.cli.world import world
from dialogs.message import Message
from dialogs.reply import Reply
from dialogs.state import State
from dialogs.turn import Dialog


def run(options: argparse.Namespace) -> int:
    """Talk until the end of input."""
    dialog = Dialog(world(options))
    state, replies = dialog.turn(State(), Message(verb="welcome"))
    _say(replies)
    while True:
        try:
            text = input("> " if sys.stdin.isatty() else "")
        except EOFError:
            return 0
        state, replies = dialog.turn(state, Message(text=text))
        _say(replies)


def _say(replies: tuple[Reply, ...]) -> None:
    for reply in replies:
        print(f"\n{reply.text}\n", flush=True)
