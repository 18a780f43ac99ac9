"""`serve`: the service."""

from __future__ import annotations

import argparse
from dataclasses import replace

from bot.app import run as serve
from bot.cli.world import world
from bot.receipt import receipts
from bot.settings import settings_or_exit
from bot.sheet import sheets
from dialogs.turn import Dialog


def run(options: argparse.Namespace) -> int:
    """Start the service and keep it up until it is told to stop."""
    settings = settings_or_exit()
    standing = replace(world(options), address=settings.address)
    checks = {"knowledge": lambda: bool(standing.knowledge.covered)}
    serve(settings, Dialog(standing), checks=checks, routes=[sheets(standing), receipts(standing)])
    return 0
