"""The app's icons, drawn of the product's own signs: a filled circle is the municipality, a filled square the region.

Both are measured by distance, so that an edge gets exactly the share of a pixel that it covers.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from math import hypot

Pixel = tuple[int, int, int, int]
"""Red, green, blue, opacity: 0 to 255 each."""

COLOR_SIZE = 192
OUTLINE_SIZE = 32
ACCENT = (0x1F, 0x4E, 0x5F)
_WHITE = (0xFF, 0xFF, 0xFF)
_PALE = (0x9C, 0xCB, 0xD8)
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Signs:
    """Where the two signs lie, in pixels; they overlap, because what is shared belongs to both."""

    circle: tuple[float, float, float]
    """Middle and radius."""
    square: tuple[float, float, float]
    """Middle and half a side."""
    corner: float
    """How round the corners of the square are."""

    def distances(self, x: float, y: float) -> tuple[float, float]:
        """How far a point lies outside the circle and outside the square; negative inside."""
        (left, top, radius), (middle, level, half) = self.circle, self.square
        across, down = (abs(x - middle) - half + self.corner, abs(y - level) - half + self.corner)
        outside = hypot(max(across, 0), max(down, 0)) + min(max(across, down), 0)
        return hypot(x - left, y - top) - radius, outside - self.corner


_LARGE = Signs(circle=(72, 96, 36), square=(124, 96, 32), corner=3)
_SMALL = Signs(circle=(10, 16, 9), square=(23, 16, 8), corner=1)
_STROKE = 2.0
"""Width of the lines of the outline icon, in pixels."""


def color_icon() -> bytes:
    """The icon in full colour: 192 x 192 pixels, the signs within the middle that every client shows."""
    return _png(COLOR_SIZE, _color)


def outline_icon() -> bytes:
    """The icon as white lines on nothing: 32 x 32 pixels."""
    return _png(OUTLINE_SIZE, _outline)


def _color(x: float, y: float) -> Pixel:
    circle, square = map(_covered, _LARGE.distances(x, y))
    shade = _mixed(_mixed(_mixed(ACCENT, _PALE, square), _WHITE, circle), ACCENT, circle * square)
    return (*shade, 255)


def _outline(x: float, y: float) -> Pixel:
    line = max(_covered(abs(distance) - _STROKE / 2) for distance in _SMALL.distances(x, y))
    return (*_WHITE, round(255 * line))


def _covered(distance: float) -> float:
    """The share of a pixel that a shape at this distance covers."""
    return min(max(0.5 - distance, 0.0), 1.0)


def _mixed(under: tuple[int, int, int], over: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(below + (above - below) * share) for below, above in zip(under, over, strict=True))
    return red, green, blue


def _png(size: int, paint: Callable[[float, float], Pixel]) -> bytes:
    rows = (b"\0" + bytes(part for x in range(size) for part in paint(x + 0.5, y + 0.5)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
