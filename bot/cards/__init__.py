"""Replies as Adaptive Cards, version 1.5: what Teams and the Emulator both show."""

from bot.cards.actions import ANSWER_VERB, CHOICE
from bot.cards.card import card

__all__ = ["ANSWER_VERB", "CHOICE", "card"]
