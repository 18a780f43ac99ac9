"""What a message does in a conversation: by wordings in a row, as they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from knowledge.lexicon import Move
from knowledge.reading.tokens import Word

MOST_WORDS = 40
"""Words of a message that may be no more than a move; longer ones say everything themselves."""
_PIECE = re.compile(r"\^?(?:\([^)]*\)|[^\s()|?]+)\??\$?")
_BEGIN, _END = "^", "$"


class MoveReader:
    """Finds the moves in a message; compiled once."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self._by_begin: defaultdict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for move in moves:
            for wording in move.words:
                for row in sequences(wording):
                    self._by_begin[row[:2]].append((move.move, row))

    def read(self, words: Sequence[Word]) -> frozenset[str]:
        """The names of all that the message does."""
        if not 0 < len(words) <= MOST_WORDS:
            return frozenset()
        said = (_BEGIN, *(word.lower for word in words), _END)
        begins = ((at, said[at : at + length]) for at in range(len(said)) for length in (1, 2))
        return frozenset(
            move
            for at, begin in begins
            for move, row in self._by_begin.get(begin, ())
            if len(row) <= 2 or said[at : at + len(row)] == row
        )


def sequences(wording: str) -> Iterator[tuple[str, ...]]:
    """Every row of words that a wording stands for."""
    yield from (tuple(word for part in row for word in part) for row in product(*map(_alternatives, _PIECE.findall(wording))))


def _alternatives(piece: str) -> list[tuple[str, ...]]:
    begins, ends = piece.startswith(_BEGIN), piece.endswith(_END)
    bare = piece.removeprefix(_BEGIN).removesuffix(_END)
    either = bare.removesuffix("?").strip("()").split("|")
    rows = [tuple(one.lower().split()) for one in either]
    rows += [()] if bare.endswith("?") else []
    return [((_BEGIN,) if begins else ()) + row + ((_END,) if ends else ()) for row in rows]
