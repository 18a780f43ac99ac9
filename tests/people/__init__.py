"""What stands around the service in the tests: users with a screen, channels that carry their messages, the service itself.

Everything is blocking and goes over real HTTP, so that a test reads as the conversation that it holds. A user presses what is
shown, by its label, and cannot press anything else. Every activity that reaches a screen is checked on its way.
"""

from people.channel import Channel, Loop
from people.process import Process, command, environment, free_port
from people.screen import NEVER_SHOWN, Shown, card_of, check_card
from people.service import IMPATIENT, Service, running
from people.user import User

__all__ = [
    "IMPATIENT",
    "NEVER_SHOWN",
    "Channel",
    "Loop",
    "Process",
    "Service",
    "Shown",
    "User",
    "card_of",
    "check_card",
    "command",
    "environment",
    "free_port",
    "running",
]
