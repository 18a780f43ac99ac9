"""How long what is kept: the disposal decision of whoever runs the service, as settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lifetimes:
    """Days (for `turns_hours` hours) after which something is removed. Open questions are never removed.

    Conversations count from their last message, references (how to reach somebody) from when they were last used, tickets
    from their last change, counts from the day they are of. Turns are what was said lately, kept so that a message that the
    channel repeats gets the same answer; so is the last question, for the ombud.
    """

    conversations_days: int = 30
    references_days: int = 90
    tickets_days: int = 730
    counts_days: int = 1_100
    turns_hours: int = 24
