"""Commands to the bot: messages that are a wording of the lexicon as a whole, perhaps with a courtesy before or after it."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.lexicon import Lexicon
from knowledge.reading.forms import fold
from knowledge.reading.tokens import Word, tokenise

MOST_WORDS = 14
"""Words of the longest message that can be a command."""

Plain = tuple[str, ...]


class CommandReader:
    """The wordings of all commands, and the courtesies."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.commands = {_plain(tokenise(word)): item for item in lexicon.commands for word in item.words}
        self.courtesies = frozenset(_plain(tokenise(words)) for words in lexicon.courtesies)
        self._lengths = sorted({len(courtesy) for courtesy in self.courtesies}, reverse=True)

    def read(self, words: Sequence[Word]) -> str | None:
        """The command that a message is, if it is one."""
        if not 0 < len(words) <= MOST_WORDS:
            return None
        plain = _plain(words)
        whole, polite = self.commands.get(plain), self.commands.get(self._bare(plain))
        meant = whole or (None if polite and polite.bare else polite)
        return meant.command if meant else None

    def _bare(self, plain: Plain) -> Plain:
        """Without the courtesies around it."""
        for length in self._lengths:
            if length < len(plain) and plain[:length] in self.courtesies:
                return self._bare(plain[length:])
            if length < len(plain) and plain[-length:] in self.courtesies:
                return self._bare(plain[:-length])
        return plain


def _plain(words: Sequence[Word]) -> Plain:
    return tuple([fold(word.lower) for word in words])
