"""Channels that are treated apart."""

from __future__ import annotations

TEAMS = "msteams"
