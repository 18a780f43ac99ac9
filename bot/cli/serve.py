"""`serve`: the service."""

from __future__ import annotations

import argparse

from bot.app import run as serve
from bot.cli.world import world
from bot.settings import settings_or_exit
from dialogs.turn import Dialog


def run(options: argparse.Namespace) -> int:
    """Start the service and keep it up until it is told to stop."""
    settings = settings_or_exit()
    standing = world(options)
    serve(settings, Dialog(standing), checks={"knowledge": lambda: bool(standing.knowledge.covered)})
    return 0
